using System;

namespace Vouch.Verifier.State;

/// <summary>What a reference table entry stands for.</summary>
[Flags]
internal enum ReferenceKind : byte
{
    None = 0,
    Pointer = 1 << 1,
    IrqFlag = 1 << 2,
    SpinLock = 1 << 3,
    ResilientSpinLock = 1 << 4,
    ResilientSpinLockIrq = 1 << 5,
    AnyLock = SpinLock | ResilientSpinLock | ResilientSpinLockIrq,
}

/// <summary>The allocation a lock lies in: a map, or a BTF (for allocated objects); together with an id it names one lock.</summary>
internal readonly record struct LockOwner(int Index, bool IsMap)
{
    public static LockOwner None => new(-1, false);
}

/// <summary>An obligation: something acquired that must be given back before the program ends.</summary>
/// <param name="Kind">A pointer, a saved irq flag or a held lock.</param>
/// <param name="Id">Its identity; pointers and irq flags have unique ones, a lock on global data has 0.</param>
/// <param name="InstructionIndex">Where it was acquired.</param>
/// <param name="ParentId">Pointers: the object whose end would end this one too.</param>
/// <param name="Lock">Locks: the allocation that holds it.</param>
/// <param name="IsAnchor">Pointers, in the model that tells them apart: no register has this id, it stands for what several share as parent.</param>
/// <param name="Callback">Where callbacks are followed once: the frame of the innermost callback that it was acquired in; 0 for none.</param>
internal readonly record struct Reference(
    ReferenceKind Kind, uint Id, int InstructionIndex, uint ParentId, LockOwner Lock, bool IsAnchor = false, int Callback = 0);
