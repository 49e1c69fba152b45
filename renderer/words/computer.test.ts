import fc from 'fast-check'
import { expect, test } from 'vitest'
import { globalChord } from '#shared/computer.ts'
import { chordCaps, chordOf, updateText } from './computer.ts'

const bare = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }

test('a chord is what was pressed, by the place of its key', () => {
  expect(chordOf({ ...bare, code: 'KeyX', ctrlKey: true, altKey: true }, false)).toBe('CommandOrControl+Alt+X')
  expect(chordOf({ ...bare, code: 'KeyX', metaKey: true, shiftKey: true }, true)).toBe('CommandOrControl+Shift+X')
  expect(chordOf({ ...bare, code: 'Digit4', ctrlKey: true, altKey: true }, true)).toBe('Control+Alt+4')
  expect(chordOf({ ...bare, code: 'F13' }, false)).toBe('F13')
})

test('what other programs need is no chord: single keys, Ctrl and a letter, F5', () => {
  for (const pressed of [
    { ...bare, code: 'KeyX' },
    { ...bare, code: 'KeyC', ctrlKey: true },
    { ...bare, code: 'KeyA', shiftKey: true },
    { ...bare, code: 'F5' },
    { ...bare, code: 'ControlLeft', ctrlKey: true, altKey: true },
    { ...bare, code: 'Delete', ctrlKey: true, altKey: true },
  ])
    expect(chordOf(pressed, false)).toBeNull()
})

test('whatever is pressed, it is a chord that the shell accepts, or none', () => {
  const code = fc.oneof(fc.constantFrom('KeyA', 'Digit0', 'F1', 'F24', 'F25', 'Space', 'Key'), fc.string())
  const pressed = fc.record({
    code,
    ctrlKey: fc.boolean(),
    metaKey: fc.boolean(),
    altKey: fc.boolean(),
    shiftKey: fc.boolean(),
  })
  fc.assert(
    fc.property(pressed, fc.boolean(), (press, mac) => {
      const chord = chordOf(press, mac)
      if (chord === null) return
      expect(globalChord.parse(chord)).toBe(chord)
      expect(chordCaps(chord, mac).every((cap) => cap.length > 0)).toBe(true)
    }),
  )
})

test('an update says where it stands', () => {
  const says = (state: Parameters<typeof updateText>[0]) => updateText(state, () => 'at 10:00')
  expect(says({ kind: 'idle', checkedAt: 1 })).toBe('Up to date. Last checked at 10:00.')
  expect(says({ kind: 'loading', version: '1.2.0', notes: '', percent: 41 })).toContain('41 %')
  expect(says({ kind: 'ready', version: '1.2.0', notes: '' })).toContain('next start')
})
