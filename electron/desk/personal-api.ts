import type { DeskApi } from '#shared/rpc.ts'

/** What a window may ask once somebody has signed in. */
export type PersonalApi = Omit<
  DeskApi,
  | 'signIn'
  | 'acceptInvite'
  | 'lookAtInvite'
  | 'setupState'
  | 'lookAtSetup'
  | 'setUp'
  | 'fillDemo'
  | 'signOut'
  | 'here'
  | 'venues'
  | 'lookAt'
  | 'find'
  | 'stop'
  | 'commandAt'
  | 'saveTypedAt'
  | 'unsent'
  | 'removeVenue'
>
