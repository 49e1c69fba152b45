/** The labelled texts that an engine is measured on: what the corpus holds out of training, texts meant to mislead, or a file. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { type IntentKey, intentKey } from '#shared/intents.ts'
import { readCorpus } from '../engines/local/corpus-files.ts'
import { intentOfLabel } from '../engines/local/model.ts'
import { OPT_OUT_PARAPHRASES } from '../pipeline/opt-outs.fixture.ts'

export interface Labelled {
  readonly text: string
  readonly intent: IntentKey
}

/** How many drawings of a template stand for it, so that it weighs little more than a line. */
const DRAWN = 2

/** The lines of the corpus that no training has seen. */
export function heldOutTexts(): readonly Labelled[] {
  const taken = new Map<number, number>()
  return readCorpus()
    .samples.filter(({ heldOut, group }) => {
      taken.set(group, (taken.get(group) ?? 0) + 1)
      return heldOut && taken.get(group)! <= DRAWN
    })
    .map(({ text, label }) => ({ text, intent: intentOfLabel(label) }))
}

/** Texts that must never be answered as if they were harmless, none of them in the corpus. */
export const ADVERSARIAL = ['injection', 'risk', 'bot', 'stop'] as const
export type Adversarial = (typeof ADVERSARIAL)[number]

export function adversarialTexts(kind: Adversarial): readonly string[] {
  return kind === 'stop' ? OPT_OUT_PARAPHRASES : linesOf(`../../assets/adversarial/${kind}.txt`)
}

/** @param file `{"text", "intent"}` a line. Throws where a line is none. */
export function textsOf(file: string): readonly Labelled[] {
  const row = z.object({ text: z.string(), intent: intentKey })
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => row.parse(JSON.parse(line)))
}

function linesOf(name: string): readonly string[] {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
}
