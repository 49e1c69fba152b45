/** Commands that were not carried out: shown until somebody dismisses them. */
import { create } from 'zustand'
import type { Notice } from '#shared/rpc.ts'
import { desk } from '../desk.ts'
import { ask } from './ask.ts'
import { coalesce } from './coalesce.ts'

interface Notices {
  readonly list: readonly Notice[]
  /** The list has been read: what comes now is news. */
  readonly read: boolean
}

export const useNotices = create<Notices>()(() => ({ list: [], read: false }))

export const refreshNotices = coalesce(
  async () => {
    const list = await ask(desk.notices())
    if (list !== undefined) useNotices.setState({ list, read: true })
  },
  100,
  () => performance.now(),
)

export async function dismissNotice(commandId: string): Promise<void> {
  useNotices.setState((s) => ({ list: s.list.filter((n) => n.commandId !== commandId) }))
  await ask(desk.dismissNotice(commandId))
  void refreshNotices()
}
