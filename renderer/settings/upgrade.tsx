import { Sparkles } from 'lucide-react'
import { goTo } from '../state/ui.ts'
import { Button } from '../ui/button.tsx'
import { Box, Title } from './parts.tsx'

/** In place of a page that means nothing without the AI. */
export function Upgrade({ title }: { readonly title: string }) {
  return (
    <>
      <Title title={title}>This comes with the Pro plan.</Title>
      <Box label="Upgrade">
        <div className="flex flex-col items-center gap-3 px-6 py-12 text-center">
          <Sparkles size={22} aria-hidden="true" className="text-accent" />
          <h2 className="font-strong text-md">On the Free plan no AI runs</h2>
          <p className="max-w-[52ch] text-dim">
            Texts reach the inbox and the team answers them. With Pro, the AI drafts each reply, and what has proved
            right may leave by itself, within your caps and quiet hours.
          </p>
          <Button look="primary" onClick={() => goTo('credits')}>
            See the plans
          </Button>
        </div>
      </Box>
    </>
  )
}
