import { Component, type ReactNode } from 'react'
import { Button } from './button.tsx'

interface Props {
  /** What failed, as it goes into the sentence. */
  readonly place: string
  readonly children: ReactNode
}

/** A fault in one pane leaves the others, and the kill switch, at work. */
export class ErrorBoundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <div role="alert" className="flex flex-1 flex-col items-center justify-center gap-3 p-6 text-center">
        <p className="max-w-[40ch] text-dim">
          Greenlight could not draw {this.props.place}. Nothing was sent or lost by this.
        </p>
        <Button onClick={() => this.setState({ failed: false })}>Draw it again</Button>
      </div>
    )
  }
}
