import { chatSteps } from './chatSteps.ts';
import { permissionSteps } from './permissionSteps.ts';
import type { TourStep } from './tourStep.ts';
import { workbenchSteps } from './workbenchSteps.ts';

export const tour: readonly TourStep[] = [...chatSteps, ...permissionSteps, ...workbenchSteps];
