// What a reader meets: contrast, names, sizes (WCAG 2.2 AA), narrow and wide screens, paper.

import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { accessibility } from './accessibility.mjs'
import { launch } from './browser.mjs'
import { SIDES, build } from './site.mjs'

const TABS = 3
const DEVICES = {
  desk: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true },
}

let browser
let site
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

/** Opens every page of a side as `options` say, some at a time, and gathers what `look` finds on it. */
async function everyPage(side, options, look) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  const names = site.pages(side)
  const found = []
  const tab = async () => {
    const page = await context.newPage()
    for (let name = names.shift(); name; name = names.shift()) {
      await page.goto(servers[side].url + name)
      for (const fault of await look(page)) found.push(`${name}: ${fault}`)
    }
  }
  await Promise.all(Array.from({ length: TABS }, tab))
  await context.close()
  return found.sort()
}

async function sideways(page) {
  const found = []
  for (const width of [320, 390, 768, 1024, 1440, 2200]) {
    await page.setViewportSize({ width, height: 800 })
    const [content, screen] = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.scrollingElement
      return [scrollWidth, clientWidth]
    })
    if (content > screen) found.push(`${content} pixels wide on a screen of ${screen}`)
  }
  return found
}

for (const side of SIDES) {
  describe(`the ${side} side`, () => {
    for (const [device, options] of Object.entries(DEVICES)) {
      it(`can be read by everybody on a ${device}`, async () => {
        assert.deepEqual(await everyPage(side, options, accessibility), [])
      })
    }

    it('does not scroll sideways, however narrow or wide', async () => {
      assert.deepEqual(await everyPage(side, {}, sideways), [])
    })

    it('prints without its navigation', async () => {
      const left = await everyPage(side, {}, async (page) => {
        await page.emulateMedia({ media: 'print' })
        const shown = await page.evaluate(() =>
          [...document.querySelectorAll('nav, button, .skip')]
            .filter((element) => element.checkVisibility())
            .map((element) => `${element.localName} ${element.className}`),
        )
        const text = await page.locator('h1').isVisible()
        return text ? shown : [...shown, 'no title']
      })
      assert.deepEqual(left, [])
    })
  })
}
