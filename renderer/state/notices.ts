/** Commands that were not carried out: shown until somebody dismisses them. */
import { create } from 'zustand'
import type { Notice } from '#shared/rpc.ts'
import { desk } from '../desk.ts'
import { noticeTitle, unseenTitle } from '../words/notice.ts'
import { announce } from './announce.ts'
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
    if (list === undefined) return
    const { list: before, read } = useNotices.getState()
    const news = list.find((notice) => before.every((known) => known.commandId !== notice.commandId))
    if (read && news !== undefined) announce(told(news))
    useNotices.setState({ list, read: true })
  },
  100,
  () => performance.now(),
)

export async function dismissNotice(commandId: string): Promise<void> {
  useNotices.setState((s) => ({ list: s.list.filter((n) => n.commandId !== commandId) }))
  await ask(desk.dismissNotice(commandId))
  void refreshNotices()
}

/** Without the time: it has only just come to be known. */
const told = (notice: Notice): string =>
  (notice.unseen === null ? noticeTitle : unseenTitle)({ ...notice, at: null }, String)
