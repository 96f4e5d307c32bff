/* Shows notifications that the server pushes, also while no page is open. Part of the service worker. */
self.addEventListener('push', (event) => {
  let message = {};
  try {
    message = event.data ? event.data.json() : {};
  } catch {
    // A browser must show something for each message.
  }
  event.waitUntil(
    self.registration.showNotification(message.title || 'PlantOps', {
      body: message.body || '',
      tag: message.tag || 'plantops',
      renotify: true,
      icon: 'icon-192.png',
      badge: 'icon-192.png',
      data: { page: message.page || '/' },
    }),
  );
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { page } = event.notification.data || {};
  // Only a page of this dashboard, whatever the message says.
  const url = new URL(typeof page === 'string' && /^\/(?!\/)/.test(page) ? page : '/', self.location.origin).href;
  event.waitUntil(
    self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then(async (windows) => {
      const [open] = windows;
      if (!open) return self.clients.openWindow(url);
      await open.focus();
      // Navigation is refused to a worker that does not control the page yet.
      return open.navigate(url).catch(() => self.clients.openWindow(url));
    }),
  );
});
