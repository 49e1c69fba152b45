import { describe, expect, test } from 'vitest'
import { daysIn, hasUnreadDay } from './days.ts'
import { timesIn } from './times.ts'

/** A Wednesday. */
const TODAY = '2026-11-18'
const dates = (text: string) => daysIn(text, TODAY).map((day) => day.dates.map((date) => date.slice(5)).join(' '))

describe('days in a text', () => {
  test.each([
    ['are you open sunday?', ['11-22']],
    ['r u open 2moro', ['11-19']],
    ['open wed?', ['11-18']],
    ['next wednesday', ['11-25']],
    ['next tuesday', ['11-24']],
    ['this weekend', ['11-21 11-22']],
    ['mon or tues', ['11-23', '11-24']],
    ['Tue-Fri', ['11-24 11-18 11-19 11-20']],
    ['Friday 4th December', ['12-04']],
    ['on the 5th', ['12-05']],
    ['on 3/12', ['12-03']],
    ['christmas day or boxing day', ['12-25', '12-26']],
    ['bank holiday monday', ['12-28']],
    ['the may bank holiday', ['05-03']],
    ['spring bank holiday', ['05-31']],
    ['summer bank holiday monday', ['08-30']],
    ['day after tomorrow', ['11-20']],
    ['31 February', []],
    ['are you open 24/7', []],
    ['a sunbed and a sat nav', []],
  ])('%s', (text, expected) => expect(dates(text)).toEqual(expected))

  test('a plural speaks of every such day', () => {
    expect(daysIn('sundays', TODAY)[0]).toMatchObject({ weekly: true })
    expect(daysIn('every friday', TODAY)[0]).toMatchObject({ weekly: true })
    expect(daysIn('sunday', TODAY)[0]).toMatchObject({ weekly: false })
  })

  test('Easter moves', () => {
    expect(dates('good friday')).toEqual(['03-26'])
    expect(dates('easter monday')).toEqual(['03-29'])
  })
})

const isUnread = (text: string) => hasUnreadDay(text, daysIn(text, TODAY))

describe('a day that is not understood', () => {
  test.each([
    'open on 31 April?',
    'are you open 12/25',
    'open 2026-12-25?',
    'open 25.12.?',
    'open 25th?',
    'until when on 31st',
    'the 45th',
    'any time on the 32nd',
    'on 29 February',
    'Monday 20 November',
    'fri 21/11',
    'the friday after next',
    'next next friday',
    'the last friday of the month',
    '3rd sunday in december',
    'saturday fortnight',
    'two weeks on saturday',
    'friday 3pm 2027',
  ])('%s', (text) => expect(isUnread(text)).toBe(true))

  test.each([
    'Friday 20 November 2026',
    'wed 18/11',
    'on the 20th at 3',
    '24 dec 2:45pm',
    'dec 24 at 3',
    'fri 27th of november 3pm',
    'friday after work',
    'the 2nd one please',
    'friday at 20:30',
    'open 24/7',
    'in two weeks',
    'a week on friday',
    '1.5 hours',
  ])('but %s', (text) => expect(isUnread(text)).toBe(false))
})

describe('times in a text', () => {
  const minutes = (text: string) => timesIn(text).map((time) => time.minutes.join('/'))

  test.each([
    ['9am to 6pm', ['540', '1080']],
    ['09:00-18:00', ['540', '1080']],
    ['open 9-5', ['540/1260', '300/1020']],
    ['at half nine', ['570/1290']],
    ['quarter to six pm', ['1065']],
    ['we close at six', ['360/1080']],
    ['until noon', ['720']],
    ["nine o'clock", ['540/1260']],
    ['9.30am', ['570']],
    ['1800hrs', ['1080']],
    ['2 to 3 hours', []],
    ['for 3 people', []],
    ['48 hours before', []],
    ['5 x trim', []],
  ])('%s', (text, expected) => expect(minutes(text)).toEqual(expected))
})
