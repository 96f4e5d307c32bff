// Several node-* packages claim the `node` command, and npm 10 then removes the link of the one that fits. This
// restores it, so that npm scripts run the Node.js that comes with the project. Without such a package (macOS on arm64,
// Docker), the system's Node.js is used. Plain CommonJS, so that it runs on any Node.js.
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..', '..');
const platform = { linux: 'linux', darwin: 'darwin', win32: 'win' }[process.platform];
const binary = path.join(
  root,
  'node_modules',
  `node-${platform}-${process.arch}`,
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);
const link = path.join(root, 'node_modules', '.bin', 'node');

if (fs.existsSync(binary) && process.platform !== 'win32') {
  fs.mkdirSync(path.dirname(link), { recursive: true });
  fs.rmSync(link, { force: true });
  fs.symlinkSync(path.relative(path.dirname(link), binary), link);
}
