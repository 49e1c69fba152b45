/** Every component in every state, on the tokens of the theme: for whoever builds a page. It holds no data. */
import { Check } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button, IconButton, Keys } from '../ui/button.tsx'
import { Choose } from '../ui/choose.tsx'
import { PillTag } from '../ui/pill.tsx'
import { ProgressBar } from '../ui/progress-bar.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { Strip } from '../ui/strip.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { Toggle } from '../ui/toggle.tsx'
import { TextField } from './fields.tsx'
import { Box, BoxHead, Nothing, Setting, Title } from './parts.tsx'

const TONES = ['need', 'wait', 'fine', 'stop', 'quiet'] as const
const LOOKS = ['primary', 'plain', 'quiet', 'danger'] as const
const GROUNDS = ['bg', 'surface', 'sunk', 'hover', 'active', 'selected', 'bubble']
const MEANINGS = ['accent', 'need', 'wait', 'stop']
const TYPE = [
  ['text-xs', 'Small 12'],
  ['text-sm', 'Body 13'],
  ['text-md', 'Reading 15'],
  ['text-lg', 'Heading 18'],
  ['text-xl', 'Title 24'],
] as const

export function Components() {
  return (
    <>
      <Title title="Components">What every page is made of, in each state. Nothing here does anything.</Title>
      <Box label="Tokens">
        <BoxHead title="Tokens" text="Colours by what they mean, one scale of type, two weights." />
        <Row>
          {GROUNDS.map((name) => (
            <Swatch key={name} name={name} ground={`var(--${name})`} ink="var(--text)" />
          ))}
        </Row>
        <Row>
          {MEANINGS.flatMap((name) => [
            <Swatch key={name} name={name} ground={`var(--${name})`} ink="var(--surface)" />,
            <Swatch key={`${name}-soft`} name={`${name}-soft`} ground={`var(--${name}-soft)`} ink={`var(--${name})`} />,
          ])}
        </Row>
        <Row>
          {TYPE.map(([size, name]) => (
            <span key={size} className={size}>
              {name}
            </span>
          ))}
          <span className="font-strong">Strong</span>
          <span className="text-dim">Dim</span>
          <span className="text-faint">Faint</span>
        </Row>
      </Box>
      <Box label="Buttons">
        <BoxHead title="Buttons" />
        {(['normal', 'small'] as const).map((size) => (
          <Row key={size}>
            {LOOKS.map((look) => (
              <Button key={look} look={look} size={size}>
                {look[0]!.toUpperCase() + look.slice(1)}
              </Button>
            ))}
            <Button look="primary" size={size} action="approve">
              With its key
            </Button>
            {LOOKS.map((look) => (
              <Button key={look} look={look} size={size} disabled>
                Disabled
              </Button>
            ))}
          </Row>
        ))}
        <Row>
          <IconButton label="An icon">
            <Check size={15} aria-hidden="true" />
          </IconButton>
          <IconButton label="An icon, disabled" disabled>
            <Check size={15} aria-hidden="true" />
          </IconButton>
          {['a', 'g i', 'Shift+j', 'Mod+k', 'Mod+Shift+x', 'ArrowDown'].map((chord) => (
            <Keys key={chord} chord={chord} />
          ))}
        </Row>
      </Box>
      <Box label="Status">
        <BoxHead title="Status" text="A shape and a word, never the colour alone." />
        <Row>
          {TONES.map((tone) => (
            <PillTag key={tone} tone={tone}>
              {TONE_WORD[tone]}
            </PillTag>
          ))}
          <PillTag tone="need">A pill of more words than it has room for</PillTag>
        </Row>
        <div className="flex flex-col gap-2 px-4.5 pb-4">
          {TONES.map((tone) => (
            <Strip key={tone} tone={tone} className="rounded-lg" actions={<Button size="small">An action</Button>}>
              {TONE_WORD[tone]}: one sentence that says what it means for the customer.
            </Strip>
          ))}
          <ProgressBar label="So many of so many" value={3} of={8} />
          <ProgressBar label="Not known yet" value={0} of={null} />
        </div>
      </Box>
      <Controls />
    </>
  )
}

const TONE_WORD = { need: 'Needs you', wait: 'Waiting', fine: 'Fine', stop: 'Stopped', quiet: 'Quiet' } as const

function Controls() {
  const [on, setOn] = useState(true)
  const [mode, setMode] = useState<'off' | 'draft' | 'auto'>('draft')
  const segments = (['off', 'draft', 'auto'] as const).map((value) => ({ value, label: TITLES[value] }))
  return (
    <>
      <Box label="Controls">
        <Setting title="Switch" text="On, off, and out of reach.">
          <span className="flex gap-3">
            <Toggle label="A switch" on={on} onChange={setOn} />
            <Toggle label="The same, the other way" on={!on} onChange={(next) => setOn(!next)} />
            <Toggle label="Out of reach" on disabled onChange={() => undefined} />
          </span>
        </Setting>
        <Setting title="A few choices" text="One of them is on; a locked one says why.">
          <Segmented
            label="Mode"
            value={mode}
            segments={segments.map((one) => (one.value === 'auto' ? { ...one, locked: 'Not trained yet' } : one))}
            onChange={setMode}
          />
        </Setting>
        <Setting title="Many choices" text="They open below.">
          <Choose label="Mode of many" value={mode} choices={segments} onChange={setMode} />
        </Setting>
        <div className="grid grid-cols-3 gap-4 px-4.5 py-3.5">
          <TextField label="A field" value="What was typed" onChange={() => undefined} />
          <TextField label="With a problem" value="+44 12" problem="This is no number." onChange={() => undefined} />
          <TextField label="Out of reach" value="Read only" disabled onChange={() => undefined} />
        </div>
      </Box>
      <Box label="Tabs">
        <div className="px-4.5 pt-1 pb-4">
          <Tabs
            label="Parts"
            tabs={['First', 'Second', 'Third'].map((label) => ({ key: label, label, content: <p>{label} part</p> }))}
          />
        </div>
        <Nothing>Nothing here yet: this is how an empty list says so.</Nothing>
      </Box>
    </>
  )
}

const TITLES = { off: 'Off', draft: 'Draft', auto: 'Auto' } as const

const Row = ({ children }: { readonly children: ReactNode }) => (
  <div className="flex flex-wrap items-center gap-2.5 px-4.5 pb-3.5">{children}</div>
)

function Swatch({ name, ground, ink }: { readonly name: string; readonly ground: string; readonly ink: string }) {
  return (
    <span
      style={{ background: ground, color: ink }}
      className="inline-flex h-8 min-w-24 items-center justify-center rounded-lg border border-line px-3 text-xs"
    >
      {name}
    </span>
  )
}
