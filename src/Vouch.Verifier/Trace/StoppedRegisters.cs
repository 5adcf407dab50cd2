using System.Collections.Immutable;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Trace;

/// <summary>What the registers of the executing frame have to do with objects where a path stops.</summary>
internal static class StoppedRegisters
{
    /// <summary>The registers that hold an object, held one that ended, or point to the place of one.</summary>
    /// <param name="state">The state where the path stops.</param>
    /// <param name="path">The path, told.</param>
    /// <param name="places">The places there.</param>
    public static ImmutableArray<RegisterUse> Read(VerifierState state, LifetimeBuilder path, HeldPlace[] places)
    {
        ImmutableArray<RegisterUse>.Builder uses = ImmutableArray.CreateBuilder<RegisterUse>();
        for (int i = 0; i < FrameState.RegisterCount; i++)
        {
            ref RegisterState register = ref state.Registers[i];
            bool isStackPointer = register.Type.Kind == RegisterKind.Stack && register.HasKnownOffset;
            ObjectPlace place = isStackPointer
                ? new ObjectPlace(PlaceKind.Stack, register.FrameNumber, unchecked((int)register.KnownOffset))
                : new ObjectPlace(PlaceKind.Register, state.CurrentFrame, i);
            foreach (HeldPlace held in places)
            {
                bool isMeant = held.Place == place && held.IsResident == isStackPointer;
                if (isMeant && path.IndexOf(held.Object) is >= 0 and int index)
                {
                    uses.Add(new RegisterUse(i, index, held.IsStale, isStackPointer));
                }
            }
        }

        return uses.ToImmutable();
    }

    /// <summary>The registers that are zero.</summary>
    public static ImmutableArray<int> ReadNulls(VerifierState state)
    {
        ImmutableArray<int>.Builder nulls = ImmutableArray.CreateBuilder<int>();
        for (int i = 0; i < FrameState.RegisterCount; i++)
        {
            if (state.Registers[i].IsNullConstant)
            {
                nulls.Add(i);
            }
        }

        return nulls.ToImmutable();
    }
}
