/**
 * Every setting from outside: over HTTP, with texts from the phone, what is seen before and after it is changed. A setting
 * without a row fails the last test. What each page refuses stands in sync/handlers/settings.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agentEdit, guidanceEdit, playbookEdit } from '#shared/agents.ts'
import { COMMAND_TYPES, COMMANDS, type CommandType } from '#shared/commands.ts'
import { engineEdit } from '#shared/engine.ts'
import * as settings from '#shared/settings.ts'
import { agents } from './agents.ts'
import { autoSend } from './auto-send.ts'
import { engine } from './engine.ts'
import { facts } from './facts.ts'
import { guidance } from './guidance.ts'
import { opening } from './opening.ts'
import { own } from './own.ts'
import { playbooks } from './playbooks.ts'
import { begin, end, type Pages } from './seen.ts'
import { venue } from './venue.ts'

/** One venue lives through all of them, in this order. */
const PAGES: Pages = {
  ...autoSend,
  ...opening,
  ...facts,
  ...venue,
  ...agents,
  ...guidance,
  ...playbooks,
  ...engine,
  ...own,
}

beforeAll(begin)
afterAll(end)

describe.each(Object.entries(PAGES))('%s', (_, page) => {
  test.each(page.map((one) => [one.of, one] as const))('%s', async (_, { see, before, change, after, back }) => {
    expect(await see()).toEqual(before)
    const answer = await change()
    if (typeof answer === 'object' && answer !== null && 'status' in answer) expect(answer.status).toBe('done')
    expect(await see()).toEqual(after)
    await back?.()
  })
})

/** Acts, which set nothing; and what is tested whole elsewhere: the team, the source of reviews, retention, the first run. */
const NO_SETTING =
  /^(killswitch\.release|contact\.erase|preview\.run|agent\.try|eval\.\w+|person\.\w+|reviews\.\w+|setup\.\w+|venue\.retention)$/

/** Several settings each: a row for every field. */
const FIELDS: Partial<Record<CommandType, object>> = {
  'venue.edit': settings.venueEdit.shape,
  'venue.timing': COMMANDS['venue.timing'].payload.shape,
  'voice.set': settings.voiceEdit.shape,
  'engine.set': engineEdit.shape,
  'agent.edit': agentEdit.shape,
  'guidance.edit': guidanceEdit.shape,
  'playbook.edit': playbookEdit.shape,
}

test('no setting is without a row', () => {
  const owners = COMMAND_TYPES.filter((type) => COMMANDS[type].role === 'owner' && !NO_SETTING.test(type))
  const wanted = [...owners, 'preferences.set' as const].flatMap((type) => {
    const fields = Object.keys(FIELDS[type] ?? {}).filter((field) => !field.endsWith('Id'))
    return fields.length === 0 ? [type] : fields.map((field) => `${type} ${field}`)
  })
  const rows = Object.values(PAGES).flatMap((page) => page.map((one) => one.of))
  expect(rows.toSorted()).toEqual(wanted.toSorted())
})
