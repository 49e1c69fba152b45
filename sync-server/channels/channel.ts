/** How texts come in and leave. SMS over Twilio is one; reviews, email and web chat follow with the same pipeline. */

import type { ChannelKey } from '#shared/channels.ts'
import type { NumberState } from '#shared/number-check.ts'

/** A verified inbound text, in the form in which it is stored. */
export interface InboundText {
  readonly channel: ChannelKey
  /** The provider's own id of the message: unique for ever. */
  readonly providerId: string
  /** The venue's number, E.164; for a review the name of its location. */
  readonly to: string
  /** The customer's number, E.164; for a review what stands in its place. */
  readonly from: string
  /** What the customer is called there; absent or null: not known. */
  readonly name?: string | null
  readonly body: string
  /** Pictures and the like that came with it. */
  readonly media: number
  /** Of a review, 1 to 5. */
  readonly stars?: number
}

/** A verified delivery status; may come late, twice and out of order. */
export interface StatusUpdate {
  readonly providerId: string
  /** The claim that travelled in the callback address, or null. */
  readonly claimId: string | null
  readonly status: 'accepted' | 'delivered' | 'failed'
  /** The provider's own error code, such as "30007"; null where it gave none. */
  readonly errorCode: string | null
}

export interface OutboundText {
  readonly from: string
  readonly to: string
  readonly body: string
  /** Travels in the status-callback address, so that an unknown outcome can be bound. */
  readonly claimId: string
}

export type SendOutcome =
  | { readonly kind: 'accepted'; readonly providerId: string }
  /** The provider said no, for good; nothing was sent. */
  | { readonly kind: 'refused'; readonly code: string; readonly credentials: boolean }
  /** Surely not sent (429, or no connection was made): may be claimed again after that many milliseconds. */
  | { readonly kind: 'later'; readonly afterMs: number; readonly reason: string }
  /** Nobody can tell (timeout, reset, 5xx): never sent again by itself. */
  | { readonly kind: 'unknown'; readonly reason: string }

/** A text in the provider's own list. */
export interface ListedText {
  readonly providerId: string
  readonly from: string
  readonly to: string
  readonly body: string
  readonly status: StatusUpdate['status']
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** What the provider says of the account that the venue's texts go through. */
export interface Health {
  readonly healthy: boolean
  /** The provider's own code or word where it is not; null where it is. */
  readonly reason: string | null
}

export interface ProviderAccount {
  /** The end of its id. */
  readonly endsWith: string
  /** Nothing of it ever leaves this machine. */
  readonly sandbox: boolean
  /** Where the provider has to send what customers write. */
  readonly webhook: string
}

export interface Channel {
  /** One request, never repeated by any library; settles within the gateway's 10 s. Never rejects. */
  send(text: OutboundText): Promise<SendOutcome>
  /** What the provider has between two numbers since a time (milliseconds). @throws when the provider does not answer. */
  list(query: { from: string; to: string; since: number }): Promise<readonly ListedText[]>
  /** The account that texts go through, as far as an owner may see it; absent: there is none to speak of. */
  account?(): ProviderAccount
  /** Whether the credentials are taken. @throws when the provider does not answer. */
  check(): Promise<Health>
  /**
   * Whether the account holds this number (E.164), and lets its texts come here. null: it may not be asked, or cannot tell.
   * @throws when the provider does not answer.
   */
  numberState?(number: string): Promise<NumberState | null>
}
