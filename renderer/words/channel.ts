/** The ways in which a customer can write, in words. */
const NAMES: Readonly<Record<string, string>> = {
  sms: 'Texts',
  reviews: 'Reviews',
  email: 'Email',
  web_chat: 'Web chat',
}

export const channelName = (channel: string): string => NAMES[channel] ?? channel
