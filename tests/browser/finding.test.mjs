// Finding: the search of each side, the feed, and what machines are told.

import assert from 'node:assert/strict'
import { after, afterEach, before, describe, it } from 'node:test'

import { accessibility } from './accessibility.mjs'
import { launch } from './browser.mjs'
import { SIDES, build } from './site.mjs'

let browser
let site
let context
let errors
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

afterEach(async () => {
  await context?.close()
  assert.deepEqual(errors ?? [], [])
})

async function open(side, name, options = {}) {
  context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  errors = []
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('request', (request) => {
    if (!request.url().startsWith(servers[side].url)) errors.push(`asked elsewhere: ${request.url()}`)
  })
  await page.goto(servers[side].url + name)
  return page
}

describe('the search', () => {
  it('goes by keyboard alone from a word to its page, below any path', async () => {
    const page = await open('public', 'journeys/bridal-atelier.html')
    const box = page.getByRole('combobox', { name: /^Search/ })
    await box.waitFor()
    await page.locator('main').press('/')
    await page.keyboard.type('coin worn part')
    const results = page.getByRole('option')
    await results.first().waitFor()
    assert.match(await page.locator('#_search [role=status]').textContent(), /^\d+ pages? found\.$/)
    await page.keyboard.press('ArrowDown')
    const chosen = page.locator('[role=option][aria-selected=true]')
    assert.equal(await box.getAttribute('aria-activedescendant'), await chosen.getAttribute('id'))
    assert.deepEqual(await accessibility(page), [])
    const title = await chosen.locator('.title').textContent()
    await page.keyboard.press('Enter')
    await page.waitForURL(/playbook\//)
    assert.equal(await page.locator('h1').textContent(), title)
  })

  it('closes with Escape, and says when there is nothing', async () => {
    const page = await open('public', 'index.html')
    const box = page.getByRole('combobox', { name: /^Search/ })
    await box.fill('sewing')
    await page.getByRole('option').first().waitFor()
    await box.press('Escape')
    assert.equal(await page.getByRole('option').count(), 0)
    await box.fill('zzzzqqqq')
    await page.getByText('Nothing found.').waitFor()
  })

  it('finds on the private side what is private, and not on the public one', async () => {
    for (const [side, found] of [['private', true], ['public', false]]) {
      const page = await open(side, 'index.html')
      await page.getByRole('combobox', { name: /^Search/ }).fill('Otterbach')
      const status = page.locator('#_search [role=status]')
      await page.waitForFunction(() => document.querySelector('#_search [role=status]').textContent)
      const titles = await page.getByRole('option').locator('.title').allTextContents()
      assert.equal(titles.includes('A gear that leans the wrong way'), found, `${side}: ${await status.textContent()}`)
      await context.close()
    }
  })

  it('fits a phone', async () => {
    const page = await open('private', 'index.html', { viewport: { width: 320, height: 640 } })
    await page.getByRole('combobox', { name: /^Search/ }).fill('agent')
    await page.getByRole('option').first().waitFor()
    const width = await page.evaluate(() => document.scrollingElement.scrollWidth)
    assert.equal(width, 320)
  })

  it('stays away where pages are opened from a disk', async () => {
    context = await browser.newContext()
    const page = await context.newPage()
    errors = []
    await page.goto(`${site.fileUrl('public')}index.html`)
    assert.equal(await page.locator('#_search').isVisible(), false)
    assert.equal(await page.locator('h1').isVisible(), true)
  })
})

describe('what machines are told', () => {
  it('is a feed that can be followed to each of its pages', async () => {
    const page = await open('public', 'playbook/answer-standard.html')
    const feed = await page.locator('link[type="application/atom+xml"]').evaluate((link) => link.href)
    const entries = await page.evaluate(async (feed) => {
      const text = await (await fetch(feed)).text()
      const read = new DOMParser().parseFromString(text, 'application/xml')
      if (read.querySelector('parsererror')) throw new Error(text)
      return [...read.querySelectorAll('entry')].map((entry) => ({
        link: entry.querySelector('link').getAttribute('href'),
        title: entry.querySelector('title').textContent,
        updated: entry.querySelector('updated').textContent,
      }))
    }, feed)
    assert.ok(entries.length >= 8)
    const days = entries.map((entry) => entry.updated)
    assert.deepEqual(days, [...days].sort().reverse(), 'the newest first')
    for (const { link, title } of entries) {
      await page.goto(link.replace('https://nawrot.example/', servers.public.url))
      assert.equal(await page.locator('h1').textContent(), title)
    }
  })

  it('is what the page is, where it stands, and where its Markdown is', async () => {
    const page = await open('public', 'journeys/theatre-wardrobe.html')
    const data = JSON.parse(await page.locator('script[type="application/ld+json"]').textContent())
    assert.equal(data['@type'], 'Article')
    assert.equal(data.headline, await page.locator('h1').textContent())
    assert.equal(data.url, await page.locator('link[rel=canonical]').getAttribute('href'))
    const mirror = await page.locator('link[type="text/markdown"]').evaluate((link) => link.href)
    const text = await page.evaluate(async (mirror) => (await fetch(mirror)).text(), mirror)
    assert.ok(text.startsWith(`# ${data.headline}\n`))
  })
})
