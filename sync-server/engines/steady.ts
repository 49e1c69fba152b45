/**
 * A model with the local engine behind it: what the model does not classify the local engine does, and what it does not
 * write the local engine writes, as a draft. Once it has failed in a turn it is not asked again in that turn.
 */
import type { Engine } from './engine.ts'

interface Steady {
  readonly engine: Engine
  /** Why the local engine took over; null: it did not have to. */
  failed(): string | null
}

export function steadied(model: Engine, local: Engine): Steady {
  let failed: string | null = null
  const tried = async <T>(ask: () => Promise<T>, instead: (code: string) => T | Promise<T>): Promise<T> => {
    if (failed === null) {
      try {
        return await ask()
      } catch (error) {
        failed = codeOf(error)
      }
    }
    return instead(failed)
  }
  const engine: Engine = {
    name: model.name,
    ...(model.followsRules && { followsRules: true }),
    classify: (texts, signal) =>
      tried(
        () => model.classify(texts, signal),
        () => local.classify(texts, signal),
      ),
    ...(model.warrant && {
      warrant: (input, signal) =>
        tried(
          () => model.warrant!(input, signal),
          () => null,
        ),
    }),
    compose: (input, signal) =>
      tried(
        () => model.compose(input, signal),
        async (code) => {
          const written = await local.compose(input, signal)
          return written && { ...written, insteadOf: code }
        },
      ),
  }
  return { engine, failed: () => failed }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'failed'
}
