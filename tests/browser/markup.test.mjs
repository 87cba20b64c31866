// The files as they are written: valid HTML, one title a page, links that lead somewhere.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'

import { HtmlValidate } from 'html-validate'

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

/** What the tests need of each page, as a browser reads it. */
async function facts(side) {
  const page = await browser.newPage()
  const top = site.fileUrl(side)
  const found = new Map()
  for (const name of site.pages(side)) {
    await page.goto(top + name)
    found.set(top + name, {
      name,
      ...(await page.evaluate(() => ({
        title: document.title,
        ids: [...document.querySelectorAll('[id]')].map((element) => element.id),
        links: [...document.querySelectorAll('a[href], link[href], img[src]')].map(
          (element) => element.href || element.src,
        ),
      }))),
    })
  }
  await page.close()
  return found
}

/** What the Nu checker may say. */
const NU_IGNORES = [
  // It knows SVG 1.1, where only paths have a length; SVG 2 gives one to every shape.
  'pathLength',
  // Without the role, one browser's screen reader takes a list without bullets for no list.
  'role is unnecessary for element',
  // It does not know what "self" is when it reads a file.
  'Resource violates Content Security Policy',
  // It does not know container queries.
  'container-type',
  '@container',
  // The Markdown library writes them; they do no harm.
  'Trailing slash on void elements',
]

const hasJava = spawnSync('java', ['-version']).status === 0

for (const side of SIDES) {
  describe(`the ${side} side`, () => {
    let pages

    before(async () => {
      pages = await facts(side)
    })

    it('has a title of its own on every page', () => {
      const titles = new Map()
      for (const { name, title } of pages.values()) {
        assert.notEqual(title.trim(), '', name)
        assert.equal(titles.get(title), undefined, `${name} has the title "${title}" of another page`)
        titles.set(title, name)
      }
    })

    it('links only to files and headings that exist', () => {
      const top = site.fileUrl(side)
      const files = new Set(site.files(side).map((file) => top + file))
      const dead = []
      for (const { name, links } of pages.values()) {
        for (const link of links.filter((link) => link.startsWith('file:'))) {
          const [file, anchor] = link.split('#')
          const target = decodeURI(file)
          const ids = pages.get(target)?.ids
          const isThere = files.has(target) && (!anchor || ids?.includes(decodeURIComponent(anchor)))
          if (!isThere) dead.push(`${name}: ${link}`)
        }
      }
      assert.deepEqual(dead, [])
    })

    it('uses an id once on a page', () => {
      for (const { name, ids } of pages.values()) {
        assert.equal(new Set(ids).size, ids.length, name)
      }
    })

    it('leads to every page from the front page', () => {
      const top = site.fileUrl(side)
      const reached = new Set()
      const ahead = [`${top}index.html`]
      while (ahead.length) {
        const page = ahead.pop()
        if (reached.has(page) || !pages.has(page)) continue
        reached.add(page)
        ahead.push(...pages.get(page).links.map((link) => link.split('#')[0]))
      }
      const lost = [...pages.keys()].filter((page) => !reached.has(page))
      assert.deepEqual(lost, [])
    })

    it('is valid by html-validate', async () => {
      const validator = new HtmlValidate({
        extends: ['html-validate:standard', 'html-validate:document'],
        rules: { 'require-sri': ['error', { target: 'crossorigin' }] },
      })
      const faults = []
      for (const name of site.pages(side)) {
        const report = await validator.validateString(site.read(side, name), name)
        for (const { messages } of report.results) {
          for (const fault of messages) {
            faults.push(`${name}:${fault.line}:${fault.column} ${fault.ruleId}: ${fault.message}`)
          }
        }
      }
      assert.deepEqual(faults, [])
    })

    it('is valid by the Nu checker', { skip: !hasJava && 'there is no java' }, () => {
      const jar = path.join(path.dirname(createRequire(import.meta.url).resolve('vnu-jar')), 'build/dist/vnu.jar')
      const ignored = NU_IGNORES.map((text) => `.*${text}.*`).join('|')
      const options = ['--also-check-css', '--also-check-svg', '--filterpattern', ignored]
      const files = site
        .files(side)
        .filter((file) => /\.(html|css|svg)$/.test(file))
        .map((file) => path.join(site.directory, side, file))
      const checked = spawnSync('java', ['-jar', jar, ...options, ...files], {
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      })
      assert.deepEqual(checked.stderr.split('\n').filter(Boolean), [])
      assert.equal(checked.status, 0)
    })
  })
}
