/** The first run: whether the server waits for one, how far the venue has come, what becomes of a test text. */
import { useEffect, useState } from 'react'
import { create } from 'zustand'
import type { MessageRow, SetupStep, VenueSetup } from '#shared/rows.ts'
import { SETUP_STEPS } from '#shared/rows.ts'
import type { SetupState } from '#shared/setup.ts'
import { desk } from '../desk.ts'
import { save } from './change.ts'
import { newLink } from './invite.ts'
import { useSession } from './session.ts'
import { goTo, say, showPage, useUi } from './ui.ts'
import { useVenueStore } from './venue.ts'

interface SetupPlace {
  /** The step that is shown; null: the first that is not settled. */
  readonly step: SetupStep | null
  /** The code that the set-up goes on with, after the demo was taken away here. */
  readonly code: string | null
}

export const useSetup = create<SetupPlace>()(() => ({ step: null, code: null }))

const AGAIN_MS = 3_000
const ASKED_WITHIN_MS = 1_000

/** `taken`: it was open here until somebody elsewhere was quicker. */
type Heard = SetupState & { readonly taken: boolean }

/** What the server says of its accounts, asked while nobody is signed in; null: it has not answered. */
export function useSetupState(at: string | null = null): Heard | null | 'asking' {
  const deskUp = useSession((s) => s.deskUp)
  const [state, setState] = useState<Heard | null | 'asking'>('asking')
  // A server that takes long is signed in to as ever.
  useEffect(() => {
    const late = setTimeout(() => setState((was) => (was === 'asking' ? null : was)), ASKED_WITHIN_MS)
    return () => clearTimeout(late)
  }, [])
  useEffect(() => {
    if (!deskUp) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let current = true
    const look = async () => {
      const answer = await desk.setupState(at).catch(() => null)
      if (!current) return
      if (answer?.ok === true) setState((was) => ({ ...answer.setup, taken: wasOpen(was) && !answer.setup.open }))
      else setState((was) => (was === 'asking' ? null : was))
      // Until it is heard, and as long as it is open: another console may be quicker.
      if (answer?.ok !== true || answer.setup.open) timer = setTimeout(() => void look(), AGAIN_MS)
    }
    void look()
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [deskUp, at])
  return state
}

const wasOpen = (was: Heard | null | 'asking'): boolean => was !== null && was !== 'asking' && was.open

/** Whoever signs in to a venue whose set-up is under way goes on with it. */
export function resumeSetup(): void {
  useVenueStore.subscribe(({ view }, before) => {
    if (before.view !== null || view?.venue.setup?.stage !== 'steps') return
    const owner = useSession.getState().status?.person?.role === 'owner'
    if (owner && useUi.getState().page === 'inbox') goTo('set-up')
  })
}

export const openStep = (step: SetupStep): void => {
  useSetup.setState({ step })
  goTo('set-up')
}

/** The first step after that one, all round, that is neither done nor left out; null: there is none. */
export function nextStep({ steps }: VenueSetup, after: SetupStep | null): SetupStep | null {
  const from = after === null ? 0 : SETUP_STEPS.indexOf(after) + 1
  const round = [...SETUP_STEPS.slice(from), ...SETUP_STEPS.slice(0, from)]
  return round.find((step) => steps[step] === undefined && step !== after) ?? null
}

/** Notes what became of a step and shows the next; after the last one, the inbox. */
export async function settleStep(step: SetupStep, as: 'done' | 'skipped'): Promise<void> {
  const saved = await save('setup.step', { step, as })
  if (!saved.ok) return say(saved.text)
  const setup = useVenueStore.getState().view?.venue.setup
  const next = setup == null ? null : nextStep(setup, step)
  if (setup?.stage === 'steps' && next !== null) useSetup.setState({ step: next })
  else await leaveSetup()
}

/** To the inbox; what was not done is listed there. */
export async function leaveSetup(): Promise<void> {
  const setup = useVenueStore.getState().view?.venue.setup
  if (setup?.stage === 'steps') {
    const saved = await save('setup.stage', { stage: 'list' })
    if (!saved.ok) return say(saved.text)
  }
  useSetup.setState({ step: null })
  showPage('inbox')
}

/** Takes the demo away; the page before the console then goes on with the code. */
export async function removeDemo(): Promise<void> {
  const { token, tokenHash } = await newLink()
  useSetup.setState({ code: token })
  const answer = await desk.removeDemo(tokenHash).catch(() => null)
  if (answer?.ok === true) return
  useSetup.setState({ code: null })
  say(answer?.message ?? 'The desk is restarting. Try again in a moment.')
}

/** A text that was sent to try it out, as its thread knows it. */
export function useSentText(sent: { readonly conversationId: string; readonly messageId: string } | null) {
  const [message, setMessage] = useState<MessageRow | null>(null)
  // The venue's view is read again with each change of the mirror's cursor; a text's own state comes with its thread.
  useEffect(() => {
    if (sent === null) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let current = true
    const look = async () => {
      const thread = await desk.thread(sent.conversationId).catch(() => null)
      if (!current) return
      const found = thread?.messages.find((one) => one.id === sent.messageId) ?? null
      setMessage(found)
      if (found === null || !['delivered', 'failed'].includes(found.state)) timer = setTimeout(() => void look(), 400)
    }
    void look()
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [sent])
  return message
}
