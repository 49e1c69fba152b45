/** Parts of one thing side by side; the arrows move between them. What is not shown keeps what was typed in it. */
import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

export interface Tab {
  readonly key: string
  readonly label: string
  readonly content: ReactNode
}

export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) {
  return (
    <Base.Root defaultValue={tabs[0]?.key} className="flex min-w-0 flex-col gap-4.5">
      <Base.List aria-label={label} className="flex gap-1 border-line border-b">
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.key}
            value={tab.key}
            className="-mb-px h-9 border-transparent border-b-2 px-3 text-dim hover:text-text data-[active]:border-accent data-[active]:font-strong data-[active]:text-text"
          >
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel
          key={tab.key}
          value={tab.key}
          keepMounted
          className="flex min-w-0 flex-col gap-4.5 outline-offset-4"
        >
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
