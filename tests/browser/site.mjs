// The site of the example workbook: builds it, lists its pages, serves it below a path.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))

/** The day that the example is written for: what is stale later is not stale here. */
const AS_OF = '2026-11-23'

/** Where the site stands on the test's server: links must not take the top for granted. */
const PREFIX = '/some/path/'

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
}

export const SIDES = ['public', 'private']

/** The command: `LOOPBOOK_BIN`, or what cargo builds. */
function loopbook() {
  const binary = process.env.LOOPBOOK_BIN
  const manifest = path.join(REPOSITORY, 'Cargo.toml')
  return binary
    ? [path.resolve(REPOSITORY, binary)]
    : ['cargo', 'run', '--quiet', '--release', '--locked', '--manifest-path', manifest, '--']
}

/** Serves a copy of the example with `loopbook serve`. */
export async function preview() {
  const top = mkdtempSync(path.join(tmpdir(), 'loopbook-preview-'))
  cpSync(path.join(REPOSITORY, 'example-workbook'), top, { recursive: true })
  const [command, ...start] = loopbook()
  const options = ['serve', '--port', '0', '--as-of', AS_OF, '--no-history']
  const server = spawn(command, [...start, ...options], { cwd: top, stdio: ['ignore', 'ignore', 'pipe'] })
  server.stderr.setEncoding('utf8')
  let said = ''
  while (!said.includes('\n')) said += (await once(server.stderr, 'data'))[0]
  server.stderr.resume()
  const url = said.match(/http:\S+/)[0]
  return {
    url,
    edit: (name, change) => writeFileSync(path.join(top, name), change(readFileSync(path.join(top, name), 'utf8'))),
    write: (name, text) => writeFileSync(path.join(top, name), text),
    close: async () => {
      server.kill('SIGINT')
      const [code] = await once(server, 'exit')
      rmSync(top, { recursive: true })
      return code
    },
  }
}

/** Builds the site into a new directory, with `LOOPBOOK_BIN` or with cargo. */
export function build() {
  const out = mkdtempSync(path.join(tmpdir(), 'loopbook-site-'))
  const site = path.join(out, 'site')
  const [command, ...start] = loopbook()
  const options = ['build', 'example-workbook', '--out', site, '--as-of', AS_OF]
  const built = spawnSync(command, [...start, ...options], { cwd: REPOSITORY, encoding: 'utf8' })
  if (built.status !== 0) {
    throw new Error(`the example was not built: ${built.error ?? built.stderr + built.stdout}`)
  }
  return new Site(out, site)
}

class Site {
  constructor(temporary, directory) {
    this.temporary = temporary
    this.directory = directory
  }

  /** The files of a side, as paths below it, in order. */
  files(side) {
    const top = path.join(this.directory, side)
    return readdirSync(top, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(top, path.join(entry.parentPath ?? entry.path, entry.name)))
      .map((file) => file.split(path.sep).join('/'))
      .sort()
  }

  /** The pages among them. */
  pages(side) {
    return this.files(side).filter((file) => file.endsWith('.html'))
  }

  read(side, file) {
    return readFileSync(path.join(this.directory, side, file), 'utf8')
  }

  /** The address of a side's top in the file system. */
  fileUrl(side) {
    return `${pathToFileURL(path.join(this.directory, side)).href}/`
  }

  /** Serves a side on the loopback interface; its `url` ends with the prefix. */
  async serve(side) {
    const top = path.join(this.directory, side)
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url, 'http://localhost')
      const below = pathname.startsWith(PREFIX) && decodeURIComponent(pathname.slice(PREFIX.length))
      const file = below === '' ? 'index.html' : below
      try {
        const body = readFileSync(path.join(top, file || 'no such file'))
        response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'text/plain' })
        response.end(body)
      } catch {
        response.writeHead(404).end()
      }
    })
    await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
    const close = () => {
      server.closeAllConnections()
      return new Promise((closed) => server.close(closed))
    }
    return { url: `http://127.0.0.1:${server.address().port}${PREFIX}`, close }
  }

  remove() {
    rmSync(this.temporary, { recursive: true })
  }
}
