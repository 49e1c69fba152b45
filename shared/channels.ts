/** The ways in which a customer can write to a venue. */
import { z } from 'zod'

export const CHANNELS = ['sms', 'reviews', 'email', 'web_chat'] as const
export const channel = z.enum(CHANNELS)
export type ChannelKey = z.infer<typeof channel>

/** "★★★★☆" */
export const starsText = (stars: number): string => '★'.repeat(stars) + '☆'.repeat(5 - stars)

/** What stands for a customer without a name; who wrote a review has no number. */
export const shownNumber = (number: string): string => (number.startsWith('review:') ? 'Public review' : number)

export const CHANNEL_LABELS: Record<ChannelKey, string> = {
  sms: 'SMS',
  reviews: 'Reviews',
  email: 'Email',
  web_chat: 'Web chat',
}
