/** The one place where main hears a window: the sender is checked and the arguments are parsed before anything acts. */
import type { IpcMain, IpcMainEvent, WebContents } from 'electron'
import type { z } from 'zod'
import { ASKED, type Asked } from './channels.ts'
import { isAppUrl } from './security.ts'

export type Handlers = { readonly [C in Asked]: (sender: WebContents, ...args: z.infer<(typeof ASKED)[C]>) => void }

export interface Heard {
  readonly ipcMain: IpcMain
  readonly handlers: Handlers
  /** Called with the channel of whatever was refused. */
  readonly refused: (channel: string) => void
}

export function hear({ ipcMain, handlers, refused }: Heard): void {
  for (const channel of Object.keys(ASKED) as Asked[]) {
    ipcMain.on(channel, (event, ...args: unknown[]) => {
      const parsed = ASKED[channel].safeParse(args)
      if (!parsed.success || !isOurs(event)) return refused(channel)
      // Parsed by the schema of this very channel.
      const handle = handlers[channel] as (sender: WebContents, ...args: unknown[]) => void
      handle(event.sender, ...parsed.data)
    })
  }
}

/** Only the top frame of a window that shows our own page is heard. */
function isOurs({ sender, senderFrame }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isAppUrl(senderFrame.url)
}
