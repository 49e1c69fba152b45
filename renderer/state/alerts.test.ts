/** What a window sounds and shows of an alert, in Electron and in a browser. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Alert } from '#shared/alerts.ts'
import '../testing.ts'
import { takeAlert } from './alerts.ts'

vi.mock('./venues.ts', async (real) => ({
  ...(await real<typeof import('./venues.ts')>()),
  accountInView: () => 'here',
}))

const ALERT: Alert = {
  ...{ kind: 'escalation', account: 'here', conversationId: 'c1', title: 'Complaint', text: 'It has gone green' },
  ...{ sound: true, draft: null, mayReply: true, seenSeq: 1, sample: false },
}

let sounded = false
let shown: string[] = []

class Note {
  static permission = 'granted'
  readonly title: string
  constructor(title: string) {
    this.title = title
    shown.push(title)
  }
}

beforeEach(() => {
  ;[sounded, shown] = [false, []]
  vi.stubGlobal(
    'AudioContext',
    class {
      createOscillator() {
        sounded = true
        throw new Error('no loudspeaker here')
      }
    },
  )
  Object.assign(window, { Notification: Note })
  vi.stubGlobal('Notification', Note)
})
afterEach(() => vi.unstubAllGlobals())

const told = (alert: Partial<Alert>, { focused, electron }: { focused: boolean; electron: boolean }) => {
  Object.assign(document, { hasFocus: () => focused })
  Object.assign(window, { greenlight: electron ? {} : undefined })
  takeAlert({ ...ALERT, ...alert })
  return [sounded, shown.length]
}

it.each([
  ['seen', {}, { focused: true, electron: true }, [true, 0]],
  [
    'of another venue: the shell shows it, with the one sound',
    { account: 'there' },
    { focused: true, electron: true },
    [false, 0],
  ],
  ['not seen: the shell shows it', {}, { focused: false, electron: true }, [false, 0]],
  ['without a sound', { sound: false }, { focused: true, electron: true }, [false, 0]],
  ['seen in a browser', {}, { focused: true, electron: false }, [true, 0]],
  ['of another venue, in a browser', { account: 'there' }, { focused: true, electron: false }, [true, 1]],
  ['not seen in a browser', {}, { focused: false, electron: false }, [true, 1]],
  ['without a sound, in a browser', { sound: false }, { focused: false, electron: false }, [false, 1]],
] as const)('%s', (_, alert, where, expected) => expect(told(alert, where)).toEqual(expected))
