import { expect, it, vi } from 'vitest'

const made = vi.hoisted((): string[] => [])

// As in the bundles; and what zod itself makes is noted.
vi.mock('zod', () => import('./late-zod.ts'))
vi.mock('zod/v4', async (load) => {
  const zod: Record<string, unknown> = await load()
  const noted = (name: string, make: unknown) =>
    typeof make !== 'function' || !/^[a-z]/.test(name)
      ? make
      : (...given: unknown[]) => {
          made.push(name)
          return make(...given)
        }
  return Object.fromEntries(Object.entries(zod).map(([name, value]) => [name, noted(name, value)]))
})

it('the console’s process makes no schema and no expression of classes of letters while it is read', async () => {
  const expressions: string[] = []
  vi.stubGlobal(
    'RegExp',
    new Proxy(RegExp, {
      construct(target, [source, flags]) {
        // These are dear: each class of letters is looked up.
        if (flags?.includes('u')) expressions.push(String(source))
        return new target(source, flags)
      },
    }),
  )
  await Promise.all([import('./desk/hub.ts'), import('./hosts/rpc.ts'), import('./hosts/web.ts')])
  await import('../renderer/first-frame.tsx')
  expect(made).toEqual([])
  expect(expressions).toEqual([])
  const { inboxQuery } = await import('#shared/rpc.ts')
  expect(inboxQuery.parse({ view: 'needs_you' })).toMatchObject({ limit: 100 })
  expect(made).not.toEqual([])
})
