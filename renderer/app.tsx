import { lazy, Suspense, useDeferredValue, useEffect, useLayoutEffect } from 'react'
import { Frame, Panes, SidePlace, ThreadPlace, useSideOpen } from './frame.tsx'
import { Announcer } from './overlays/announcer.tsx'
import { Notices } from './overlays/notices.tsx'
import { Overlays } from './overlays/overlays.tsx'
import { Toast } from './overlays/toast.tsx'
import { SignIn } from './sign-in.tsx'
import { onLink } from './state/invite.ts'
import { listenToKeys } from './state/keyboard.ts'
import { useNarrow } from './state/narrow.ts'
import { usePool } from './state/pool.ts'
import { signedIn, useIsOwner, useSession } from './state/session.ts'
import { useTour } from './state/tour.ts'
import { useUi } from './state/ui.ts'
import { addVenue, useVenues, useWaitingElsewhere } from './state/venues.ts'
import { ThreadPane } from './thread/thread.tsx'
import { Apart, apart } from './ui/apart.tsx'
import { ErrorBoundary } from './ui/error-boundary.tsx'
import { Later } from './ui/later.tsx'
import { OWN_PAGES } from './words/why.ts'

const AddVenue = lazy(() => import('./add-venue.tsx'))
const OtherVenues = lazy(() => import('./other-venues.tsx'))
const SETTINGS = apart(() => import('./settings/settings.tsx'))
const SetUp = lazy(() => import('./setup/set-up.tsx'))
const TourCard = lazy(() => import('./overlays/tour.tsx'))
const Side = lazy(() => import('./side/side.tsx'))

/** The status changes with every action: what stands below draws itself again only where it shows some of it. */
export function App() {
  return (
    <Suspense>
      <Page />
    </Suspense>
  )
}

function Page() {
  const starting = useSession((s) => s.status === null || !s.begun)
  const isIn = useSession((s) => signedIn(s.status))
  // What one comes from stays until the next page has been fetched.
  const adding = useDeferredValue(useVenues((s) => s.adding))
  useEffect(() => {
    // Nobody there yet: the page of signing in takes it.
    if (isIn) return onLink(addVenue)
  }, [isIn])
  if (starting) return <Starting />
  if (adding) return <AddVenue />
  return isIn ? <Console /> : <Door />
}

function Door() {
  const { status, deskUp } = useSession()
  if (status === null) return null
  return (
    <SignIn key={status.account} status={status} deskUp={deskUp}>
      <Suspense>
        <OtherVenues />
      </Suspense>
    </SignIn>
  )
}

function Title() {
  const waiting = usePool((s) => s.counts?.needs_you ?? 0) + useWaitingElsewhere()
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) Greenlight` : 'Greenlight'
  }, [waiting])
  return null
}

function Console() {
  // Before the first frame: no key that is pressed at what can be seen gets lost.
  useLayoutEffect(listenToKeys, [])
  const owner = useIsOwner()
  const settings = useUi((s) => s.page !== 'inbox' && (owner || OWN_PAGES.has(s.page)))
  const touring = useTour((s) => s.stop !== null)
  const settingUp = useUi((s) => s.page === 'set-up' && owner)
  const narrow = useNarrow()
  return (
    <Frame
      rail={!settingUp && !(settings && narrow)}
      over={
        <>
          <Later>
            <ErrorBoundary place="what lay over the page">
              <Overlays />
            </ErrorBoundary>
            <Suspense>{touring && <TourCard />}</Suspense>
          </Later>
          <Toast />
          <Announcer />
          <Title />
        </>
      }
    >
      {settingUp ? (
        <ErrorBoundary place="the set-up">
          <Suspense fallback={<div className="flex-1" />}>
            <SetUp />
          </Suspense>
        </ErrorBoundary>
      ) : settings ? (
        <ErrorBoundary place="the settings">
          <Apart of={SETTINGS} given={{}} place={<div className="flex-1" />} />
        </ErrorBoundary>
      ) : (
        <Panes>
          <Later place={<ThreadPlace />}>
            <Notices />
            <div className="flex min-h-0 flex-1">
              <ErrorBoundary place="the thread">
                <ThreadPane />
              </ErrorBoundary>
              <ErrorBoundary place="the details">
                <SidePanel />
              </ErrorBoundary>
            </div>
          </Later>
        </Panes>
      )}
    </Frame>
  )
}

function SidePanel() {
  const open = useSideOpen()
  if (!open) return null
  return (
    <Suspense fallback={<SidePlace />}>
      <Side />
    </Suspense>
  )
}

/** Before the first word from the desk; says something only if that takes long. */
function Starting() {
  return (
    <main className="flex h-full items-center justify-center text-dim" aria-busy="true">
      <p className="delayed">Starting Greenlight…</p>
    </main>
  )
}
