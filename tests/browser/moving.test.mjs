// Getting about: the navigation and its marks, the way down from the board, the keyboard, the phone's menu.

import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'

import { launch } from './browser.mjs'
import { SIDES, build } from './site.mjs'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true }

let browser
let site
let context
const servers = {}

before(async () => {
  site = build()
  browser = await launch()
  for (const side of SIDES) servers[side] = await site.serve(side)
})

after(async () => {
  await browser?.close()
  for (const server of Object.values(servers)) await server.close()
  site?.remove()
})

beforeEach(() => {
  context = undefined
})

afterEach(() => context?.close())

async function open(side, name, options = {}) {
  context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  await page.goto(servers[side].url + name)
  return page
}

describe('the marks of the navigation', () => {
  for (const side of SIDES) {
    it(`tell the page and its section, ${side} side`, async () => {
      const page = await open(side, 'index.html')
      const top = servers[side].url
      for (const name of site.pages(side)) {
        await page.goto(top + name)
        const marked = await page.evaluate(() => {
          const links = (at) => [...document.querySelectorAll(`${at} a[aria-current]`)].map((link) => link.href)
          return { own: links('.contents'), section: links('.sections'), hasNavigation: !!document.querySelector('.contents') }
        })
        if (marked.hasNavigation) assert.deepEqual(marked.own, [top + name], name)
        const section = name.includes('/') && !name.startsWith('workflows/') ? name.split('/')[0] : null
        const index = section ? `${section}/index.html` : 'index.html'
        const expected = side === 'public' && !section ? [] : [top + index]
        assert.deepEqual(marked.section, expected, name)
      }
    })
  }
})

describe('the way down', () => {
  it('goes from the board to a workflow, to a loop, and back', async () => {
    const page = await open('private', 'index.html')
    await page.getByRole('region', { name: 'Workflows by job' }).getByRole('link', { name: 'Part matching' }).click()
    assert.equal(await page.locator('h1').innerText(), 'Part matching')
    await page.getByRole('heading', { name: 'Instrument proof' }).getByRole('link').click()
    assert.equal(await page.locator('h1').innerText(), 'Minutes per enquiry')
    await page.getByRole('navigation', { name: 'Where this page stands' }).getByRole('link', { name: 'Board' }).click()
    assert.equal(page.url(), `${servers.private.url}index.html`)
  })

  it('goes from a cell of the board to its loop', async () => {
    const page = await open('private', 'index.html')
    await page.getByRole('row', { name: 'Repair estimates' }).getByRole('link', { name: 'closed' }).first().click()
    assert.match(page.url(), /repair-estimates\/understand\.html$/)
  })

  it('goes from a cell of the board to the step that is open', async () => {
    const page = await open('private', 'index.html')
    await page.getByRole('row', { name: 'Repair estimates' }).getByRole('link', { name: /3 of 4.*next: Remove/ }).click()
    assert.match(page.url(), /repair-estimates\/redesign\.html#/)
    assert.match(await page.locator(':target').innerText(), /Remove/)
  })

  it('leads from the board to headings that are there', async () => {
    const page = await open('private', 'index.html')
    const links = await page.locator('main a').evaluateAll((found) => found.map((link) => link.href).filter((href) => href.includes('#')))
    assert.ok(links.length > 5, 'open steps are linked')
    for (const link of new Set(links)) {
      await page.goto(link)
      assert.ok(await page.evaluate(() => document.querySelector(':target')), link)
    }
  })

  it('goes from a journey to a related page', async () => {
    const page = await open('public', 'journeys/theatre-wardrobe.html')
    const related = page.getByRole('region', { name: 'Related pages' }).getByRole('link').first()
    const title = await related.innerText()
    await related.click()
    assert.equal(await page.locator('h1').innerText(), title)
  })

  it('goes from the public front page to a page, and on to the next', async () => {
    const page = await open('public', 'index.html')
    await page.getByRole('link', { name: 'A hand crank from 1911' }).click()
    await page.getByRole('link', { name: 'what every answer contains', exact: true }).click()
    assert.equal(await page.locator('h1').innerText(), 'What every answer contains')
    const neighbours = page.getByRole('navigation', { name: 'Neighbouring pages' })
    const next = neighbours.locator('a[rel=next]')
    const title = await next.locator('span').last().innerText()
    await next.click()
    assert.equal(await page.locator('h1').innerText(), title)
  })

  it('goes to a heading from the list of sections', async () => {
    const page = await open('public', 'playbook/answer-standard.html', { viewport: { width: 1440, height: 500 } })
    await page.getByRole('navigation', { name: 'On this page' }).getByRole('link').last().click()
    const heading = page.locator(`h2#${new URL(page.url()).hash.slice(1)}`)
    const box = await heading.boundingBox()
    assert.ok(box.y >= 0 && box.y < 500, `the heading is at ${box.y}`)
  })
})

describe('the keyboard', () => {
  for (const side of SIDES) {
    it(`meets the way to the text first, ${side} side`, async () => {
      const page = await open(side, 'playbook/answer-standard.html')
      await page.keyboard.press('Tab')
      const skip = page.locator('.skip')
      assert.ok(await skip.evaluate((link) => link === document.activeElement))
      assert.ok((await skip.boundingBox()).y >= 0, 'it shows when it has the focus')
      await page.keyboard.press('Enter')
      assert.equal(await page.evaluate(() => document.activeElement.id), '_main')
      await page.keyboard.press('Tab')
      assert.ok(await page.evaluate(() => !!document.activeElement.closest('main')))
    })
  }

  it('goes once around the page, and always shows where it is', async () => {
    const page = await open('private', 'memory/part-matching/instrument.html')
    const count = await page.evaluate(() => document.querySelectorAll('a[href], button, [tabindex="0"], summary').length)
    const seen = new Set()
    for (let step = 0; step < count + 5; step += 1) {
      await page.keyboard.press('Tab')
      const stop = await page.evaluate(() => {
        const element = document.activeElement
        if (element === document.body) return null
        const { outlineStyle } = getComputedStyle(element)
        const name = `${element.localName} ${element.getAttribute('href') ?? element.className}`
        const inside = element.closest('nav, main, header')?.className ?? ''
        return { id: `${inside} ${name}`, isShown: outlineStyle !== 'none' && element.checkVisibility() }
      })
      if (!stop) break
      seen.add(stop.id)
      assert.ok(stop.isShown, stop.id)
    }
    assert.ok(seen.size > 20, `${seen.size} stops`)
  })
})

describe('the menu on a phone', () => {
  it('opens and closes', async () => {
    const page = await open('private', 'memory/part-matching/instrument.html', PHONE)
    const menu = page.locator('#_contents')
    const opener = page.getByRole('button', { name: 'Contents' })
    assert.equal(await menu.isVisible(), false)
    await opener.tap()
    assert.equal(await menu.isVisible(), true)
    await menu.getByRole('button', { name: 'Close' }).tap()
    assert.equal(await menu.isVisible(), false)
    await opener.press('Enter')
    assert.equal(await menu.isVisible(), true)
    await page.keyboard.press('Escape')
    assert.equal(await menu.isVisible(), false)
  })

  it('leads to a page', async () => {
    const page = await open('public', 'playbook/answer-standard.html', PHONE)
    await page.getByRole('button', { name: 'Contents' }).tap()
    await page.locator('#_contents').getByRole('link', { name: 'How to photograph a worn part' }).tap()
    assert.equal(await page.locator('h1').innerText(), 'How to photograph\na worn part'.replace('\n', ' '))
  })

  it('is not there where there is room', async () => {
    const page = await open('private', 'memory/part-matching/instrument.html', { viewport: { width: 1440, height: 900 } })
    assert.equal(await page.getByRole('button', { name: 'Contents' }).isVisible(), false)
    assert.equal(await page.locator('#_contents').isVisible(), true)
  })
})

describe('light and dark', () => {
  const ground = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor)

  it('are switched, and stay switched on the next page', async () => {
    const page = await open('public', 'index.html')
    const light = await ground(page)
    await page.getByRole('button', { name: 'Switch to dark colours' }).press('Enter')
    const dark = await ground(page)
    assert.notEqual(dark, light)
    await page.getByRole('link', { name: 'Journeys' }).first().click()
    await page.getByRole('button', { name: 'Switch to light colours' }).waitFor()
    assert.equal(await ground(page), dark)
  })

  it('follow the system where nobody switched, and need no script for it', async () => {
    const page = await open('public', 'index.html', { colorScheme: 'dark', javaScriptEnabled: false })
    assert.equal(await page.locator('#_theme').isVisible(), false)
    assert.equal(await page.locator('html').getAttribute('data-theme'), null)
    const dark = await ground(await open('public', 'index.html', { colorScheme: 'dark' }))
    const light = await ground(await open('public', 'index.html', { colorScheme: 'light' }))
    assert.notEqual(dark, light)
  })
})

describe('a chart', () => {
  it('says what it shows, and lists its runs', async () => {
    const page = await open('public', 'journeys/bridal-atelier.html')
    const chart = page.getByRole('img', { name: /^Staff minutes per answered enquiry, in minutes: \d+ runs, from 13\.9/ })
    assert.ok((await chart.boundingBox()).height > 100)
    await page.getByText(/^All \d+ runs in figures$/).click()
    assert.match(await page.getByRole('region', { name: 'Runs in figures' }).innerText(), /2026-10-23\s+5\.8/)
    assert.equal(await page.getByText('Exceptions').count(), 0, 'what is not public stays private')
  })

  it('keeps its words legible on a narrow screen', async () => {
    const page = await open('private', 'memory/part-matching/instrument.html', { viewport: { width: 320, height: 700 } })
    const label = page.locator('.plot .edge').first()
    const size = await label.evaluate((text) => text.getBoundingClientRect())
    assert.ok(size.height >= 12 && size.right <= 320, JSON.stringify(size))
  })
})

describe('the drawing of a map', () => {
  it('names every step, its holder, its gate and its control', async () => {
    const page = await open('private', 'playbook/part-matching/redesign.html')
    const map = page.getByRole('figure', { name: 'Who does what' })
    const steps = map.getByRole('listitem')
    const rows = await page.getByRole('table').first().getByRole('row').count()
    assert.equal(await steps.count(), rows - 1, 'a step for each row of the table')
    const refund = await steps.filter({ hasText: 'Refund a wrong part' }).innerText()
    assert.match(refund, /Halina Nawrot person, human gate: approval\s+under PM-REFUND/i)
  })

  it('draws each step in one line with the one before, and shows no private name in public', async () => {
    const page = await open('public', 'playbook/part-matching/redesign.html', { viewport: { width: 320, height: 800 } })
    const marks = await page.locator('.track > .node').evaluateAll((found) => found.map((mark) => mark.getBoundingClientRect().left))
    assert.ok(new Set(marks.map(Math.round)).size >= 4, 'several lanes')
    const text = await page.getByRole('figure', { name: 'Who does what' }).innerText()
    assert.doesNotMatch(text, /Stanisław|Nawrot-Lis/)
  })
})
