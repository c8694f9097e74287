import { Outlet } from '@tanstack/react-router';
import { Frame } from './frame.tsx';

export function Shell() {
  return (
    <Frame>
      <Outlet />
    </Frame>
  );
}
