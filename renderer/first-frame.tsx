/**
 * The first frame of a window as markup, for a page that comes with it: what the window will draw of the same answers.
 * Only where that is sure; the window takes its place with the first that it draws itself.
 */
import { CSPProvider } from '@base-ui/react/csp-provider'
import { renderToStaticMarkup } from 'react-dom/server'
import { type DrawFirstFrame, FIRST_LIST } from '#shared/first.ts'
import { lookSchema } from '#shared/look.ts'
import { Frame, Panes, ThreadPlace } from './frame.tsx'
import { MAC } from './state/keymap.ts'
import { drawFor } from './state/page.ts'
import { usePool } from './state/pool.ts'
import { signedIn, useSession } from './state/session.ts'
import { useUi } from './state/ui.ts'
import { useVenueStore } from './state/venue.ts'
import { cx } from './ui/cx.ts'

export const firstFrame: DrawFirstFrame = (answers, lastLook) => {
  const look = lookSchema.safeParse(lastLook).data
  const { status, inbox, counts, tallies, venue } = answers
  if (look === undefined || look.order !== FIRST_LIST.order || look.mac !== MAC) return ''
  if (!signedIn(status) || status.firstSync !== null || venue === null || venue.venue.setup?.stage === 'steps')
    return ''
  const [first] = inbox.rows
  if (first === undefined) return ''

  drawFor(look)
  useSession.setState({ deskUp: true, status, begun: true })
  useVenueStore.setState({ view: venue })
  usePool.setState({ rows: inbox.rows, total: inbox.total, counts, tallies, loaded: true })
  useUi.setState({ selectedId: first.conversation.id, railFolded: look.folded, details: look.details })
  // Nothing in it does anything yet. In a window that has become narrow, or wide, it is not seen.
  const markup = renderToStaticMarkup(
    <div inert className={cx('h-full', look.narrow ? 'desk:hidden' : 'max-desk:hidden')}>
      <CSPProvider disableStyleElements>
        <Frame>
          <Panes>
            <ThreadPlace />
          </Panes>
        </Frame>
      </CSPProvider>
    </div>,
  )
  // A page may bring no styles: what has some is for the window to draw. Quotes in a text are no quotes in the markup.
  return markup.includes(' style="') ? '' : markup
}
