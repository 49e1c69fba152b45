/** Opt-outs in other words than the carrier's: held for a person, never answered automatically. */
import { describe, expect, test } from 'vitest'
import { MINUTE, SECOND } from '#shared/clock.ts'
import { DEEP } from '#shared/testing.ts'
import { everythingOnAuto, testServer } from '../testing.ts'
import { keywordOf } from './keywords.ts'
import { NO_OPT_OUTS, OPT_OUT_PARAPHRASES } from './opt-outs.fixture.ts'
import { screen } from './screens.ts'

test('two hundred ways and more, each once, none of them a keyword', () => {
  expect(OPT_OUT_PARAPHRASES.length).toBeGreaterThanOrEqual(200)
  expect(new Set(OPT_OUT_PARAPHRASES).size).toBe(OPT_OUT_PARAPHRASES.length)
  expect(OPT_OUT_PARAPHRASES.filter((text) => keywordOf(text) !== null)).toEqual([])
})

describe('the screen', () => {
  test('knows each of them', () => {
    expect(OPT_OUT_PARAPHRASES.filter((text) => screen(text)?.kind !== 'opt_out')).toEqual([])
  })

  test('knows each of them shouted, with a full stop, and behind a greeting', () => {
    const dressed = OPT_OUT_PARAPHRASES.flatMap((text) => [text.toUpperCase(), `${text}.`, `Hi, ${text}`, `${text}  `])
    expect(dressed.filter((text) => screen(text)?.kind !== 'opt_out')).toEqual([])
  })

  test('knows a keyword in capitals among other words', () => {
    expect(screen("book me a trim fri 3pm, it's Sam STOP")?.kind).toBe('opt_out')
    expect(screen("book me a trim fri 3pm, it's Sam by the stop")).toBeNull()
    expect(screen('WHICH BUS STOP IS NEAREST')).toBeNull()
  })

  test('leaves alone what only sounds like it', () => {
    expect(NO_OPT_OUTS.filter((text) => screen(text)?.kind === 'opt_out')).toEqual([])
  })

  test.each(['to get ', 'stop the ', "don't want to get any ", 'please not ', 'no more of these '])(
    'reads %j a thousand times in a moment',
    (piece) => {
      expect(() => screen(piece.repeat(1_000))).not.toThrow()
    },
  )
})

test('through the whole pipeline with every intent on auto: held, flagged, and nothing is sent', async () => {
  await using s = await testServer()
  await everythingOnAuto(s)
  const texts = DEEP ? OPT_OUT_PARAPHRASES : OPT_OUT_PARAPHRASES.filter((_, n) => n % 5 === 0)
  for (const [n, text] of texts.entries()) await s.text(text, `+4477009${String(10_000 + n)}`)
  // One who also asks for a price is not answered either.
  await s.text('How much is a trim? And please stop texting me offers', '+447700999999')
  for (let i = 0; i < 3; i++) {
    s.pass(8 * SECOND + MINUTE)
    await s.step()
  }
  const conversations = await s.rows('conversations')
  expect(conversations).toHaveLength(texts.length + 1)
  expect(conversations.filter((c) => c.flag !== 'opt_out').map((c) => c.lastText)).toEqual([])
  expect((await s.rows('decisions')).filter((d) => d.outcome !== 'quiet').map((d) => d.outcome)).toEqual([])
  expect((await s.rows('messages')).filter((m) => m.direction === 'out')).toEqual([])
  expect(await s.rows('drafts')).toEqual([])
  expect(s.sandbox.received()).toEqual([])
})

test('staff take the suggestion: the number is on the list, and stays there', async () => {
  await using s = await testServer()
  await everythingOnAuto(s)
  await s.text('please stop texting me')
  s.pass(8 * SECOND)
  await s.step()
  const [conversation] = await s.rows('conversations')
  const { contactId, id } = conversation!
  expect(await s.command('contact.opt_out', { contactId, on: true }, { as: s.staff })).toMatchObject({ status: 'done' })
  expect((await s.rows('conversations'))[0]).toMatchObject({ flag: null })
  expect(await s.command('message.send', { conversationId: id, text: 'ok' })).toMatchObject({ code: 'opted_out' })
})
