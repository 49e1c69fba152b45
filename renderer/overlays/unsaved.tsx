import { closeOverlay } from '../state/ui.ts'
import { Button } from '../ui/button.tsx'
import { Sheet } from '../ui/sheet.tsx'

/** Before somebody leaves a page on which they have typed something that is not saved. */
export default function UnsavedDialog({ go }: { readonly go: () => void }) {
  return (
    <Sheet
      title="Leave without saving?"
      onClose={closeOverlay}
      footer={
        <>
          <Button look="quiet" onClick={closeOverlay}>
            Stay here
          </Button>
          <Button
            look="primary"
            onClick={() => {
              closeOverlay()
              go()
            }}
          >
            Leave
          </Button>
        </>
      }
    >
      <p>What you typed on this page is not saved, and is lost when you leave it.</p>
    </Sheet>
  )
}
