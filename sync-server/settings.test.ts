import path from 'node:path'
import { expect, test } from 'vitest'
import {
  SANDBOX_ACCOUNT_SID,
  SANDBOX_AUTH_TOKEN,
  SANDBOX_REVIEWS_SECRET,
  sandboxReviews,
} from './sandbox/credentials.ts'
import { CannotStart, readSettings } from './settings.ts'

const SID = `AC${'1'.repeat(32)}`

test('nothing set: the sandbox, on this machine only', () => {
  expect(readSettings({})).toEqual({
    port: 4310,
    deskPort: 4311,
    host: '127.0.0.1',
    dataFolder: path.resolve('.greenlight'),
    databaseUrl: undefined,
    publicUrl: undefined,
    twilio: {
      accountSid: SANDBOX_ACCOUNT_SID,
      authToken: SANDBOX_AUTH_TOKEN,
      apiBaseUrl: 'http://127.0.0.1:4312',
    },
    reviews: { ...sandboxReviews('http://127.0.0.1:4312'), webhookSecret: SANDBOX_REVIEWS_SECRET },
    openai: null,
    demo: false,
    metricsToken: null,
    logLevel: 'info',
  })
})

test('an account for reviews is whole or not there; open to others, pushed reviews need a secret of their own', () => {
  const own = { GOOGLE_BUSINESS_CLIENT_ID: 'a', GOOGLE_BUSINESS_CLIENT_SECRET: 'b', GOOGLE_BUSINESS_REFRESH_TOKEN: 'c' }
  expect(readSettings(own).reviews).toMatchObject({
    apiBaseUrl: 'https://mybusiness.googleapis.com',
    refreshToken: 'c',
  })
  expect(() => readSettings({ GOOGLE_BUSINESS_CLIENT_ID: 'a' })).toThrow(/set together/)
  const open = { PUBLIC_URL: 'https://texts.example', TWILIO_ACCOUNT_SID: SID, TWILIO_AUTH_TOKEN: 's' }
  expect(readSettings(open).reviews.webhookSecret).toBeNull()
  expect(() => readSettings({ REVIEWS_WEBHOOK_SECRET: 'short' })).toThrow(/REVIEWS_WEBHOOK_SECRET/)
})

test('how much is logged: less with the demo, and what is set', () => {
  expect(readSettings({ GREENLIGHT_DEMO: '1' }).logLevel).toBe('warn')
  expect(readSettings({ GREENLIGHT_DEMO: '1', GREENLIGHT_LOG_LEVEL: 'debug' }).logLevel).toBe('debug')
  expect(() => readSettings({ GREENLIGHT_LOG_LEVEL: 'loud' })).toThrow(/^GREENLIGHT_LOG_LEVEL is none of fatal/)
})

test('an empty variable counts as unset', () => {
  expect(readSettings({ PORT: '', PUBLIC_URL: '', GREENLIGHT_DEMO: '', TWILIO_ACCOUNT_SID: '' })).toEqual(
    readSettings({}),
  )
})

test('a public address opens the server to others, and loses its trailing slash', () => {
  const env = { PUBLIC_URL: 'https://texts.example/greenlight/', TWILIO_ACCOUNT_SID: SID, TWILIO_AUTH_TOKEN: 's' }
  expect(readSettings(env)).toMatchObject({ host: '0.0.0.0', publicUrl: 'https://texts.example/greenlight' })
  for (const local of ['http://localhost:4310', 'http://127.0.0.1', 'http://[::1]:4310']) {
    expect(readSettings({ PUBLIC_URL: local }).host).toBe('127.0.0.1')
  }
})

test('the sandbox is looked for where it listens', () => {
  expect(readSettings({ GREENLIGHT_SANDBOX_PORT: '5000' }).twilio.apiBaseUrl).toBe('http://127.0.0.1:5000')
  expect(readSettings({ TWILIO_API_BASE_URL: 'https://api.twilio.com' }).twilio.apiBaseUrl).toBe(
    'https://api.twilio.com',
  )
})

test('with a key a model thinks, behind the address that is set', () => {
  expect(readSettings({ OPENAI_API_KEY: 'k' }).openai).toEqual({
    apiKey: 'k',
    baseUrl: 'https://api.openai.com/v1',
    model: 'gpt-5.4-mini',
  })
  const local = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://localhost:11434/v1/', OPENAI_MODEL: 'qwen3:8b' }
  expect(readSettings(local).openai).toEqual({ apiKey: 'k', baseUrl: 'http://localhost:11434/v1', model: 'qwen3:8b' })
  expect(readSettings({ ...local, OPENAI_API_KEY: '' }).openai).toBeNull()
})

test.each([
  ['PORT', { PORT: 'abc' }],
  ['PORT', { PORT: '65536' }],
  ['PORT', { PORT: '1.5' }],
  ['PORT', { PORT: '0x10' }],
  ['PORT', { PORT: '1e3' }],
  ['GREENLIGHT_SANDBOX_PORT', { GREENLIGHT_SANDBOX_PORT: '-1' }],
  ['DATABASE_URL', { DATABASE_URL: 'mysql://user:secret@db/x' }],
  ['PUBLIC_URL', { PUBLIC_URL: 'texts.example' }],
  ['PUBLIC_URL', { PUBLIC_URL: 'ftp://texts.example' }],
  ['PUBLIC_URL', { PUBLIC_URL: 'https://texts.example/?secret=1' }],
  ['TWILIO_ACCOUNT_SID', { TWILIO_ACCOUNT_SID: 'secret', TWILIO_AUTH_TOKEN: 'secret' }],
  ['TWILIO_AUTH_TOKEN', { TWILIO_ACCOUNT_SID: SID }],
  ['TWILIO_AUTH_TOKEN', { PUBLIC_URL: 'https://texts.example' }],
  ['TWILIO_API_BASE_URL', { TWILIO_API_BASE_URL: 'secret' }],
  ['OPENAI_BASE_URL', { OPENAI_BASE_URL: 'secret' }],
  ['OPENAI_BASE_URL', { OPENAI_BASE_URL: 'http://models.example/v1' }],
  ['OPENAI_BASE_URL', { OPENAI_BASE_URL: 'https://models.example/v1?key=secret' }],
  ['OPENAI_MODEL', { OPENAI_MODEL: 'secret model' }],
  ['OPENAI_API_KEY', { OPENAI_API_KEY: 'secret\nkey' }],
  ['GREENLIGHT_DEMO', { GREENLIGHT_DEMO: 'yes' }],
])('a wrong %s is named in one line, its value is not', (name, env) => {
  let line = ''
  try {
    readSettings(env)
  } catch (error) {
    expect(error).toBeInstanceOf(CannotStart)
    line = (error as Error).message
  }
  expect(line).toContain(name)
  expect(line).not.toMatch(/\n|secret/)
})

test('several mistakes are told together', () => {
  expect(() => readSettings({ PORT: 'x', PUBLIC_URL: 'y' })).toThrow(/PORT is not a port; PUBLIC_URL is /)
})

test('behind a proxy on the same machine it keeps to that machine; a token guards the metrics', () => {
  const env = { PUBLIC_URL: 'https://texts.example', TWILIO_ACCOUNT_SID: SID, TWILIO_AUTH_TOKEN: 's' }
  expect(readSettings({ ...env, HOST: '127.0.0.1' }).host).toBe('127.0.0.1')
  expect(() => readSettings({ HOST: 'everywhere' })).toThrow('HOST is not an IP address')
  expect(readSettings({ METRICS_TOKEN: 'abcdefgh12345678' }).metricsToken).toBe('abcdefgh12345678')
  expect(() => readSettings({ METRICS_TOKEN: 'short' })).toThrow(/^METRICS_TOKEN is not a token/)
})
