import { createRoom, deleteRoom, orderRooms, type Room, updateRoom } from '../../api/generated';
import { text } from '../../messages/text';
import { useGardenStore } from '../../stores/garden';
import { useToastStore } from '../../stores/toasts';

/** What can be done with rooms; all of it can be undone, except that a new one is deleted like any other. */
export function useRooms() {
  const garden = useGardenStore();
  const toasts = useToastStore();

  /** @throws ApiError */
  async function add(name: string): Promise<Room> {
    const { data } = await createRoom({ body: { name }, throwOnError: true });
    garden.roomChanged(data);
    return data;
  }

  async function named(id: string, name: string): Promise<void> {
    const { data } = await updateRoom({ path: { id }, body: { name }, throwOnError: true });
    garden.roomChanged(data);
  }

  async function inOrder(ids: readonly string[]): Promise<void> {
    const { data } = await orderRooms({ body: { room_ids: [...ids] }, throwOnError: true });
    garden.roomsAre(data);
  }

  return {
    add,
    /** @throws ApiError */
    rename: async ({ id, name: before }: Room, name: string): Promise<void> => {
      if (name === before) return;
      await named(id, name);
      toasts.done(text('rooms.renamed', { before, name }), () => named(id, before));
    },
    /** Shows the new order at once, and the former one where it is refused. */
    order: async (ids: readonly string[]): Promise<void> => {
      const before = garden.rooms;
      garden.roomsAre(ids.flatMap((id) => before.find((room) => room.id === id) ?? []));
      const former = before.map(({ id }) => id);
      const isDone = await toasts.tell(
        async () => {
          await inOrder(ids);
          return text('rooms.ordered');
        },
        () => inOrder(former),
      );
      if (!isDone) garden.roomsAre(before);
    },
    remove: async ({ id, name }: Room): Promise<void> => {
      let undo: (() => Promise<unknown>) | undefined;
      await toasts.tell(
        async () => {
          const { data } = await deleteRoom({ path: { id }, throwOnError: true });
          garden.roomsAre(garden.rooms.filter((room) => room.id !== id));
          undo = () => createRoom({ body: data, throwOnError: true });
          return text('rooms.deleted', { name });
        },
        () => undo?.() ?? Promise.resolve(),
      );
    },
  };
}
