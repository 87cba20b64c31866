// Every page loads whole, and from nowhere else: from a file system and from a server, below any path.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { launch } from './browser.mjs'
import { SIDES, build } from './site.mjs'

let browser
let site

before(async () => {
  site = build()
  browser = await launch()
})

after(async () => {
  await browser?.close()
  site?.remove()
})

/** Opens every page below `top`, and says what went wrong on the way. */
async function troubles(side, top) {
  const context = await browser.newContext()
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`)
    })
  })
  const page = await context.newPage()
  const found = []
  let name
  const note = (text) => found.push(`${name}: ${text}`)
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && note(message.text()))
  page.on('pageerror', (error) => note(error.message))
  page.on('requestfailed', (request) => {
    // Leaving a page ends what it still loads, which can only be its icon.
    const isLeft = request.failure().errorText === 'net::ERR_ABORTED' && request.url().endsWith('.svg')
    if (!isLeft) note(`${request.url()} ${request.failure().errorText}`)
  })
  page.on('response', (response) => response.status() >= 400 && note(`${response.url()} ${response.status()}`))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(top) && !url.startsWith('data:')) note(`asks for ${url}`)
  })
  for (name of site.pages(side)) {
    await page.goto(top + name)
    const look = await page.evaluate(() => ({
      sheets: [...document.styleSheets].length,
      title: document.title.trim(),
      heading: document.querySelectorAll('h1').length,
      broken: [...document.images].filter((image) => !image.naturalWidth).map((image) => image.src),
      font: getComputedStyle(document.body).fontFamily,
    }))
    if (look.sheets !== 1 || !look.font.includes('Iowan')) note('has no style')
    if (!look.title) note('has no title')
    if (look.heading !== 1) note(`has ${look.heading} headings of the first level`)
    for (const image of look.broken) note(`the image ${image} does not show`)
  }
  await context.close()
  return found
}

for (const side of SIDES) {
  describe(`the ${side} side`, () => {
    it('has pages', () => {
      assert.ok(site.pages(side).length > 10)
    })

    it('loads from a file system', async () => {
      assert.deepEqual(await troubles(side, site.fileUrl(side)), [])
    })

    it('weighs less than 100 KB a page, pictures aside', async () => {
      const server = await site.serve(side)
      const page = await browser.newPage()
      try {
        const heavy = []
        for (const name of site.pages(side)) {
          await page.goto(server.url + name)
          const loaded = await page.evaluate(() =>
            [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
              .filter(({ initiatorType }) => initiatorType !== 'img')
              .reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0),
          )
          assert.ok(loaded > 10_000, `${name} is counted with its style sheet`)
          if (loaded >= 100_000) heavy.push(`${name}: ${loaded} bytes`)
        }
        assert.deepEqual(heavy, [])
      } finally {
        await page.close()
        await server.close()
      }
    })

    it('is painted before any script is there', async () => {
      const server = await site.serve(side)
      const page = await browser.newPage()
      try {
        // Scripts that never come hold up nothing that a reader sees.
        await page.route('**/*.js', () => {})
        for (const name of site.pages(side)) {
          await page.goto(server.url + name, { waitUntil: 'commit' })
          await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length)
          assert.ok(await page.getByRole('heading', { level: 1 }).isVisible(), name)
        }
      } finally {
        await page.close()
        await server.close()
      }
    })

    it('loads from a server, below a path', async () => {
      const server = await site.serve(side)
      try {
        assert.deepEqual(await troubles(side, server.url), [])
      } finally {
        await server.close()
      }
    })
  })
}
