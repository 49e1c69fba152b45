import { useIsOwner } from '../../state/session.ts'
import { Title } from '../parts.tsx'
import { Macros } from './macros.tsx'
import type { CannedProps } from './props.ts'
import { Snippets } from './snippets.tsx'

/** Texts that are written once, and what is done in one go. Each person keeps their own; owners keep everybody's. */
export function CannedPage({ view, online }: Pick<CannedProps, 'view' | 'online'>) {
  const owner = useIsOwner()
  return (
    <>
      <Title title="Snippets and macros">
        Type / in the composer to put one in.{' '}
        {owner ? 'What is shared, the whole team has; your own, nobody else sees.' : 'Your own, nobody else sees.'}
      </Title>
      <Snippets view={view} online={online} owner={owner} />
      <Macros view={view} online={online} owner={owner} />
    </>
  )
}
