import { expect, it } from 'vitest'
import { coalesce } from './coalesce.ts'

it('runs at once, never twice at the same time, and once more for those who asked meanwhile', async () => {
  const gates: (() => void)[] = []
  let atOnce = 0
  let most = 0
  const ask = coalesce(
    async () => {
      atOnce += 1
      most = Math.max(most, atOnce)
      const { promise, resolve } = Promise.withResolvers<void>()
      gates.push(resolve)
      await promise
      atOnce -= 1
    },
    0,
    () => 0,
  )
  const first = ask()
  expect(gates).toHaveLength(1)
  const second = ask()
  const third = ask()
  expect(third).toBe(second)
  expect(gates).toHaveLength(1)
  gates[0]?.()
  await first
  expect(gates).toHaveLength(2)
  gates[1]?.()
  await second
  expect(most).toBe(1)
  expect(gates).toHaveLength(2)
})
