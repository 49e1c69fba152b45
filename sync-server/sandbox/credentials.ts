/**
 * What the sync server and the sandbox agree on when nobody has set a real provider account.
 * Not secrets: the sandbox listens on loopback only, and no text of it ever leaves the machine.
 */
export const SANDBOX_ACCOUNT_SID = 'AC00000000000000000000000000005a5b'
export const SANDBOX_AUTH_TOKEN = '5a5b0000000000000000000000000000'
/** The same for reviews: what pushed ones are signed with, the demo venue's place, and an account of the API. */
export const SANDBOX_REVIEWS_SECRET = 'sandbox-reviews-secret'
export const DEMO_LOCATION = 'accounts/100/locations/100'
/** @param url the sandbox's own address */
export const sandboxReviews = (url: string) => ({
  apiBaseUrl: url,
  tokenUrl: `${url}/token`,
  clientId: 'sandbox-client',
  clientSecret: 'sandbox-client-secret',
  refreshToken: 'sandbox-refresh-token',
})

export const SANDBOX_PORT = 4312
export const SERVER_PORT = 4310

/** The demo venue, as the phone page shows it. */
export const DEMO_VENUE_NUMBER = '+447700900100'
export const DEMO_VENUE_NAME = 'Willow & Wren'
