/** AI auto-respond: modes, thresholds, caps, training, who may stop it: an owner changes it by a command, and the next text is treated otherwise. */
import { expect, test } from 'vitest'
import { testServer, withAutoSend } from '../../../testing.ts'
import { ask, done, HOLD, refusal } from './testing.ts'

test('modes, master switch, thresholds and caps', async () => {
  await using s = await testServer()
  const gates = async () => (await ask(s, 'How much is a trim?')).decision
  expect((await gates()).reasons).toEqual(['master', 'intent_mode'])
  await done(s, 'autosend.master', { on: true, acknowledged: true })
  expect((await gates()).reasons).toEqual(['intent_mode'])
  await done(s, 'autosend.intent', { intent: 'pricing', mode: 'auto', threshold: 0.85 })
  expect((await gates()).reasons).toEqual([])
  await done(s, 'autosend.threshold', { intent: 'pricing', value: 0.99 })
  const sure = await gates()
  expect(sure.reasons).toEqual(sure.confidence >= 0.99 ? [] : ['confidence'])
  expect(sure.gates.find((g) => g.code === 'confidence')).toMatchObject({ limit: '99 %' })
  await done(s, 'autosend.threshold', { intent: 'pricing', value: 0.85 })
  await done(s, 'autosend.caps', { hourly: 1, daily: 1 })
  s.pass(HOLD)
  await s.step()
  expect((await gates()).reasons).toEqual(['cap_hour', 'cap_day'])
  await done(s, 'autosend.caps', { hourly: 50, daily: 50 })
  expect((await gates()).reasons).toEqual([])
  await done(s, 'autosend.intent', { intent: 'pricing', mode: 'off' })
  expect((await gates()).outcome).toBe('off')
})

test('training: an owner raises the bar, never under the minimum; what falls short is locked and drafts again', async () => {
  await using s = await testServer()
  await withAutoSend(s)
  const { draft } = await ask(s, 'How much is a trim?')
  expect(draft).toMatchObject({ state: 'auto' })
  await done(s, 'autosend.training', { intent: 'pricing', needed: 50 })
  const policy = async () => (await s.rows('policies')).find((p) => p.id === 'pricing')!
  expect(await policy()).toMatchObject({ unlocked: false, mode: 'draft', training: { needed: 50, reviewed: 34 } })
  expect((await s.rows('drafts')).find((d) => d.id === draft!.id)).toMatchObject({
    state: 'pending',
    returned: 'training',
  })
  expect((await ask(s, 'How much is a trim?')).decision.reasons).toEqual(['intent_mode', 'training'])
  expect(await s.command('autosend.intent', { intent: 'pricing', mode: 'auto' })).toMatchObject(refusal('not_unlocked'))
  await done(s, 'autosend.training', { intent: 'pricing', needed: 30 })
  expect(await policy()).toMatchObject({ unlocked: true, mode: 'draft' })
  expect(await s.command('autosend.training', { intent: 'pricing', needed: 29 })).toMatchObject(
    refusal('training_below_minimum', /30/),
  )
  expect(await s.command('autosend.training', { intent: 'general', needed: 90 })).toMatchObject(
    refusal('mode_not_allowed'),
  )
})

test('kill switch access', async () => {
  await using s = await testServer()
  await done(s, 'killswitch.access', { staff: false })
  expect(await s.command('killswitch.engage', {}, { as: s.staff })).toMatchObject(refusal('kill_switch_not_yours'))
})
