import { expect, it } from 'vitest'
import { keymapOf } from '#shared/keys.ts'
import { ariaKeys, chordOf, isComposing, keyCaps, matchKey } from './keys.ts'

const press = (key: string, more: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

it('goes by what a person has set, and leaves what they moved away', () => {
  const keymap = keymapOf({ done: ['y'], snooze: ['Shift+d', 'g b'] })
  const at = (key: string, more = {}, prefix: string | null = null) =>
    matchKey(press(key, more), 'page', prefix, keymap).action
  expect([at('y'), at('d'), at('s')]).toEqual(['done', null, null])
  expect([at('D', { shiftKey: true }), at('b', {}, 'g')]).toEqual(['snooze', 'snooze'])
  expect(matchKey(press('y'), 'text', null, keymap).action).toBeNull()
})

it('reads a press as the chord that is kept', () => {
  expect(chordOf(press('a'))).toBe('a')
  expect(chordOf(press('A', { shiftKey: true }))).toBe('Shift+a')
  // Caps Lock is no Shift; a sign that needs Shift on some keyboards is itself.
  expect([chordOf(press('A')), chordOf(press('?', { shiftKey: true }))]).toEqual(['a', '?'])
  expect(chordOf(press('ArrowDown', { shiftKey: true }))).toBe('Shift+ArrowDown')
  expect(chordOf(press('P', { ctrlKey: true, shiftKey: true }))).toBe('Mod+Shift+p')
  for (const key of ['Shift', 'Control', 'Dead', 'Process', 'Enter', ' ', 'Escape', 'Tab'])
    expect(chordOf(press(key))).toBeNull()
  expect(chordOf(press('å', { altKey: true }))).toBeNull()
})

it('leaves an input method its keys, the one that ends it too', () => {
  expect(isComposing({ isComposing: true, keyCode: 65 })).toBe(true)
  expect(isComposing({ isComposing: false, keyCode: 229 })).toBe(true)
  expect(isComposing({ isComposing: false, keyCode: 65 })).toBe(false)
})

it('names keys as a screen reader is told them', () => {
  expect(ariaKeys('a')).toBe('a')
  expect(ariaKeys('Mod+Shift+x')).toBe('Control+Shift+X Meta+Shift+X')
  expect(ariaKeys('Shift+f')).toBe('Shift+F')
  expect([ariaKeys('g i'), ariaKeys(null)]).toEqual([undefined, undefined])
})

it('finds single keys on the page, whatever the case', () => {
  expect(matchKey(press('a'), 'page', null).action).toBe('approve')
  expect(matchKey(press('A'), 'page', null).action).toBe('approve')
  expect(matchKey(press('2'), 'page', null).action).toBe('edit')
  expect(matchKey(press('?', { shiftKey: true }), 'page', null).action).toBe('keys')
})

it('leaves single keys alone in text fields and dialogs, but stops everything from anywhere', () => {
  for (const place of ['text', 'dialog'] as const) {
    expect(matchKey(press('a'), place, null).action).toBeNull()
    expect(matchKey(press('X', { ctrlKey: true, shiftKey: true }), place, null).action).toBe('kill_switch')
    expect(matchKey(press('x', { metaKey: true, shiftKey: true }), place, null).action).toBe('kill_switch')
  }
})

it('tells a key from the same with Shift, where both mean something', () => {
  const shifted = (key: string) => matchKey(press(key, { shiftKey: true }), 'page', null).action
  expect([matchKey(press('j'), 'page', null).action, shifted('J')]).toEqual(['next', 'mark_next'])
  expect([matchKey(press('k'), 'page', null).action, shifted('K')]).toEqual(['previous', 'mark_previous'])
  expect([matchKey(press('f'), 'page', null).action, shifted('F')]).toEqual(['filter', 'clear_filter'])
  expect([shifted('ArrowDown'), shifted('ArrowUp')]).toEqual(['mark_next', 'mark_previous'])
  expect([matchKey(press('F3'), 'page', null).action, shifted('F3')]).toEqual(['find_next', 'find_previous'])
  const ctrl = (key: string, shiftKey: boolean) =>
    matchKey(press(key, { ctrlKey: true, shiftKey }), 'text', null).action
  expect([ctrl('g', false), ctrl('G', true)]).toEqual(['find_next', 'find_previous'])
  // Caps Lock is no Shift; a sign that needs Shift on some keyboards is itself.
  expect(matchKey(press('J'), 'page', null).action).toBe('next')
  expect([shifted('*'), matchKey(press('*'), 'page', null).action]).toEqual(['mark_all', 'mark_all'])
  // Neither marks nor filters while one writes or "Why?" is open.
  for (const place of ['text', 'dialog', 'why'] as const)
    expect(matchKey(press('J', { shiftKey: true }), place, null).action).toBeNull()
})

it('leads from "Why?" to the setting that decides, with one key and no other', () => {
  expect(matchKey(press(','), 'why', null).action).toBe('open_setting')
  expect(matchKey(press('a'), 'why', null).action).toBeNull()
  expect(matchKey(press('g'), 'why', null)).toEqual({ action: null, prefix: null })
  expect(matchKey(press('X', { ctrlKey: true, shiftKey: true }), 'why', null).action).toBe('kill_switch')
})

it('takes no plain key with a modifier for its own: Ctrl+A selects, it does not approve', () => {
  expect(matchKey(press('a', { ctrlKey: true }), 'page', null).action).toBeNull()
  expect(matchKey(press('a', { altKey: true }), 'page', null).action).toBeNull()
})

it('reads pairs, and forgets the first after a second that fits nothing', () => {
  const first = matchKey(press('g'), 'page', null)
  expect(first).toEqual({ action: null, prefix: 'g' })
  expect(matchKey(press('s'), 'page', first.prefix).action).toBe('go_sending_soon')
  expect(matchKey(press('q'), 'page', first.prefix)).toEqual({ action: null, prefix: null })
  expect(matchKey(press('s'), 'page', null).action).toBe('snooze')
})

it('tells Ctrl from Cmd where a browser on a Mac has the latter for its tabs', () => {
  const keymap = keymapOf({}, true, true)
  expect(matchKey(press('2', { ctrlKey: true }), 'text', null, keymap).action).toBe('venue_2')
  expect(matchKey(press('2', { metaKey: true }), 'text', null, keymap).action).toBeNull()
  expect(ariaKeys('Ctrl+2')).toBe('Control+2')
})

it('draws chords as caps', () => {
  expect(keyCaps('Mod+Shift+x', false)).toEqual(['Ctrl', 'Shift', 'X'])
  expect(keyCaps('Mod+k', true)).toEqual(['⌘', 'K'])
  expect(keyCaps('Ctrl+1', true)).toEqual(['⌃', '1'])
  expect(keyCaps('Shift+ArrowDown', false)).toEqual(['Shift', '↓'])
  expect(keyCaps('Shift+F3', true)).toEqual(['⇧', 'F3'])
  expect(keyCaps('g i', false)).toEqual(['g', 'i'])
})
