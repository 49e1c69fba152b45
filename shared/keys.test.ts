import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type KeySettings, keymapOf, keySettings, keysRefused, SHORTCUTS, shortcutsOf, startsOf } from './keys.ts'
import { deepRuns } from './testing.ts'

const ACTIONS = SHORTCUTS.map((s) => s.action)

it.each([false, true])('starts with keys that nothing refuses (on a Mac: %s)', (mac) => {
  for (const { action, keys } of shortcutsOf(mac)) expect(keysRefused(action, keys, {}, mac), action).toBeNull()
})

it('leaves a Mac the keys that take pictures of its screen', () => {
  const used = Object.values(keymapOf({}, true)).flat()
  expect(used.filter((key) => /^Mod\+Shift\+\d$/.test(key))).toEqual([])
  expect(keymapOf({}, true).venue_3).toEqual(['Mod+3'])
})

it('leaves a browser on a Mac the keys of its tabs', () => {
  const used = Object.values(keymapOf({}, true, true)).flat()
  expect(used.filter((key) => /^Mod\+(Shift\+)?\d$/.test(key))).toEqual([])
  expect(keymapOf({}, true, true).venue_3).toEqual(['Ctrl+3'])
  expect(keymapOf({}, false, true).venue_3).toEqual(['Mod+Shift+3'])
})

it('refuses what is taken, what begins another, and what the browser needs', () => {
  const why = (action: (typeof ACTIONS)[number], key: string) => keysRefused(action, [key], {})
  expect(why('done', 'a')).toBe('It is taken: Approve & send.')
  expect(why('done', 'm')).toMatch(/macros/)
  expect(why('done', 'm x')).toMatch(/macros/)
  expect(why('done', 'g')).toMatch(/go somewhere/)
  expect(why('done', 'g 4')).toMatch(/saved view/)
  expect(why('done', 'g b')).toBeNull()
  expect(why('done', 'a b')).toMatch(/taken/)
  expect(why('done', 'Mod+c')).toMatch(/browser/)
  expect(why('done', 'y')).toBeNull()
  expect(keysRefused('done', ['a'], { approve: ['p'] })).toBeNull()
})

it('takes only keys that can be pressed alone', () => {
  for (const key of ['Enter', 'A', '', ' ', 'Alt+a', 'a b c', 'Mod+', 'g  i'])
    expect(keySettings.safeParse({ done: [key] }).success, key).toBe(false)
  for (const key of ['y', 'é', 'Shift+ArrowDown', 'Mod+Shift+p', 'F7', 'g b', '+', 'Mod++'])
    expect(keySettings.safeParse({ done: [key] }).success, key).toBe(true)
})

it('never leaves the kill switch without the key that the shell has', () => {
  expect(keymapOf({ kill_switch: [] }).kill_switch).toEqual(['Mod+Shift+x'])
  expect(keymapOf({ kill_switch: ['F9'] }).kill_switch).toEqual(['F9', 'Mod+Shift+x'])
  expect(keysRefused('done', ['Mod+Shift+x'], {})).toMatch(/Kill switch/)
})

it('what is not refused leaves each key with one action, and no key hidden behind the first of a pair', () => {
  const key = fc.constantFrom('a', 'b', 'd', 'y', 'g b', 'y z', 'Shift+d', 'Mod+d', 'F7', 'Mod+Shift+x')
  const set = fc.dictionary(fc.constantFrom(...ACTIONS), fc.uniqueArray(key, { maxLength: 3 }), { maxKeys: 6 })
  fc.assert(
    fc.property(set, (raw) => {
      const settings = raw as KeySettings
      const keymap = keymapOf(settings)
      const refused = Object.entries(settings).some(([action, keys]) =>
        keysRefused(action as (typeof ACTIONS)[number], keys, settings),
      )
      if (refused) return
      const all = Object.values(keymap).flat()
      expect(new Set(all).size).toBe(all.length)
      const first = new Set(all.map(startsOf))
      expect(all.filter((one) => first.has(one))).toEqual([])
    }),
    { numRuns: deepRuns(200, 20_000) },
  )
})
