import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '#shared/clock.ts'
import '../testing.ts'
import { placeOf } from '../state/presence.ts'
import { hereIn, hereText } from './presence.ts'

const known = {
  people: [
    { id: 'p1', name: 'Theo Bright' },
    { id: 'p2', name: 'Dana Whitlock' },
  ],
  agents: [{ id: 'a1', name: 'Wren' }],
}

describe('who else is here', () => {
  const at = (personId: string, doing: 'viewing' | 'replying', conversationId = 'c1') => ({
    personId,
    doing,
    conversationId,
  })
  it.each([
    [[], [], ''],
    [[at('p1', 'viewing')], [], 'Theo is viewing'],
    [[at('p1', 'viewing'), at('p2', 'replying')], [], 'Dana is replying, Theo is viewing'],
    [[at('p1', 'viewing'), at('p2', 'viewing')], [], 'Theo and Dana are viewing'],
    [[at('p1', 'viewing'), at('p2', 'viewing'), at('x', 'viewing')], [], 'Theo and 2 others are viewing'],
    [[at('gone', 'replying')], [], 'Somebody is replying'],
    [[at('p1', 'viewing', 'c2')], [{ agentId: 'a1', conversationId: 'c1' }], 'Wren is writing'],
  ])('%j and %j: %s', (people, agents, text) => {
    expect(hereText(hereIn({ people, agents }, 'c1', known))).toBe(text)
  })
})

describe('where this window is', () => {
  const here = { selectedId: 'c1', page: 'inbox', hidden: false, touchedAt: 0, wrote: null }
  it('in the open conversation, as long as somebody sits here', () => {
    expect(placeOf(here, MINUTE)).toEqual({ conversationId: 'c1', doing: 'viewing' })
    expect(placeOf(here, 4 * MINUTE)).toBeNull()
    expect(placeOf({ ...here, hidden: true }, 0)).toBeNull()
    expect(placeOf({ ...here, page: 'auto-send' }, 0)).toBeNull()
    expect(placeOf({ ...here, selectedId: null }, 0)).toBeNull()
  })
  it('replying while letters come, in that conversation only', () => {
    const wrote = { conversationId: 'c1', at: 0 }
    expect(placeOf({ ...here, wrote }, 14 * SECOND)?.doing).toBe('replying')
    expect(placeOf({ ...here, wrote }, 15 * SECOND)?.doing).toBe('viewing')
    expect(placeOf({ ...here, selectedId: 'c2', wrote }, 0)?.doing).toBe('viewing')
  })
})
