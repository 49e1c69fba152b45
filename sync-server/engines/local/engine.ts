/** The local engine: a trained classifier and a composer that answers from the venue's facts. No network, no key. */
import type { Engine } from '../engine.ts'
import { createLocalClassifier } from './classify.ts'
import { compose } from './compose.ts'

export function createLocalEngine(): Engine {
  const classifier = createLocalClassifier()
  return {
    name: classifier.name,
    classify: (texts) => Promise.resolve(classifier.classify(texts)),
    compose: (input) => Promise.resolve(compose(input)),
  }
}
