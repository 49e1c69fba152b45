/** Reads the corpus folder. Only training and its tests come here: the running server needs the model alone. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { LABELS, parseSlots, parseTexts, type Sample, seeded } from './corpus.ts'

const FOLDER = new URL('../../../assets/corpus/', import.meta.url)

/** All samples, and a digest that changes when any text does. */
export function readCorpus(seed = 1): { samples: Sample[]; digest: string } {
  const hash = createHash('sha256')
  const read = (name: string): string => {
    const source = readFileSync(new URL(`${name}.txt`, FOLDER), 'utf8')
    hash.update(name).update(source)
    return source
  }
  const slots = parseSlots(read('slots'))
  const samples: Sample[] = []
  for (const label of LABELS)
    samples.push(...parseTexts(label, read(label), slots, seeded(seed), samples.at(-1)?.group))
  return { samples, digest: hash.digest('hex').slice(0, 16) }
}
