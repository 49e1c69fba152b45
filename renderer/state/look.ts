/** Tells the host how this window looks: of the page that is asked for next it draws the first frame like that. */
import { lookCookie } from '#shared/first.ts'
import type { Look } from '#shared/look.ts'
import { BROWSER, MAC } from './keymap.ts'
import { isNarrow } from './narrow.ts'
import { windowHeight } from './page.ts'
import { rememberedOrder, usePool } from './pool.ts'
import { useUi } from './ui.ts'

function tellLook(): void {
  const { railFolded: folded, details } = useUi.getState()
  const order = rememberedOrder('needs_you')
  const look: Look = { narrow: isNarrow(), height: windowHeight(), folded, details, order, mac: MAC }
  const text = encodeURIComponent(JSON.stringify(look))
  // biome-ignore lint/suspicious/noDocumentCookie: the other way to write one is not in every browser.
  document.cookie = `${lookCookie(location.port)}=${text}; Path=/; SameSite=Strict; Max-Age=31536000`
}

export function startLook(): void {
  if (!BROWSER) return
  useUi.subscribe((ui, before) => {
    if (ui.railFolded !== before.railFolded || ui.details !== before.details) tellLook()
  })
  usePool.subscribe((pool, before) => {
    if (pool.order !== before.order) tellLook()
  })
  window.addEventListener('resize', tellLook)
  tellLook()
}
