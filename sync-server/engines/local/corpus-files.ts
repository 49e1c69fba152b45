/** Reads the corpus folder. Only training and its tests come here: the running server needs the model alone. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { LABELS, parseSlots, parseTexts, type Sample, seeded } from './corpus.ts'
import { features } from './features.ts'

const FOLDER = new URL('../../../assets/corpus/', import.meta.url)

/** All samples, and a digest that changes when any text does, or the way texts become features. */
export function readCorpus(seed = 1): { samples: Sample[]; digest: string } {
  const hash = createHash('sha256')
  const read = (name: string): string => {
    const source = readFileSync(new URL(`${name}.txt`, FOLDER), 'utf8')
    hash.update(name).update(source)
    return source
  }
  const slotsSource = read('slots')
  hash.update(features(slotsSource))
  const slots = parseSlots(slotsSource)
  const samples: Sample[] = []
  for (const label of LABELS)
    samples.push(...parseTexts(label, read(label), slots, seeded(seed), samples.at(-1)?.group))
  return { samples, digest: hash.digest('hex').slice(0, 16) }
}
