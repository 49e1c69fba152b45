/** `greenlight://conversation/<id>`: a link from elsewhere may open a conversation, and do nothing else. */
export const LINK_SCHEME = 'greenlight'

const CONVERSATION_ID = /^[A-Za-z0-9_-]{1,200}$/

/** The conversation that a link names, or null. */
export function conversationOf(link: string): string | null {
  const url = URL.parse(link)
  if (url?.protocol !== `${LINK_SCHEME}:` || url.host !== 'conversation') return null
  const id = url.pathname.slice(1)
  return CONVERSATION_ID.test(id) ? id : null
}

/** The first such link among the arguments of a launch, or null. */
export function linkIn(argv: readonly string[]): string | null {
  for (const argument of argv) {
    const id = conversationOf(argument)
    if (id !== null) return id
  }
  return null
}
