using System.Numerics;
using System.Runtime.CompilerServices;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Domains;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Precision;

/// <summary>
/// Scalars known to be equal, or a constant apart: they share a base id, so that what a branch tells of one holds for all.
/// </summary>
/// <param name="facts">What is known of the program.</param>
/// <param name="path">Where exploration is.</param>
/// <param name="scalars">How what is known of numbers is computed.</param>
/// <param name="rules">What releases do otherwise.</param>
internal sealed class LinkedScalars(ProgramFacts facts, PathCursor path, ScalarDomain scalars, LinkRules rules)
{
    /// <summary>The scalars linked to a branch's operands are collected even where only one way is followed.</summary>
    public bool CollectsAlways { get; } = rules.GathersAtDecidedJumps;

    /// <summary>An id that one scalar alone carries is dropped where a checkpoint is stored.</summary>
    public bool EndsLonelyIds => rules.DropsSingleIds;

    /// <summary>Gives a scalar that is not constant an id before it is copied, spilled or filled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AssignIdBeforeMove(ref RegisterState source)
    {
        if (NeedsIdBeforeMove(in source))
        {
            AssignId(ref source);
        }
    }

    private static bool NeedsIdBeforeMove(in RegisterState source) => source.Type.IsScalar
        && (source.Id == 0 ? !source.Bounds.Bits.IsConst : (source.Id & RegisterState.AddConstant) != 0);

    /// <summary>A scalar in a stack slot is to be given an id, or another one, before it is taken back.</summary>
    public bool NeedsIdBeforeFill(in RegisterState spilled) => NeedsIdBeforeMove(in spilled) && rules.StartsAtFills;

    private void AssignId(ref RegisterState source)
    {
        // A sum of a sum is not tracked, so a copy of a scalar that is already a sum starts a link of its own.
        if ((source.Id & RegisterState.AddConstant) != 0)
        {
            source.DropScalarId();
        }

        if (source.Id == 0 && !source.Bounds.Bits.IsConst)
        {
            source.Id = path.NextId();
        }
    }

    /// <summary>A scalar that is to be stored or copied is not the same number after that, or there is no room for its link.</summary>
    public void End(ref RegisterState scalar)
    {
        scalar.Id = 0;
        if (!rules.KeepsStaleDistances)
        {
            scalar.Delta = 0;
        }
    }

    /// <summary>A scalar from the stack was loaded with its sign extended and may be another number now.</summary>
    public void EndByExtendedSign(ref RegisterState scalar)
    {
        if (!rules.SurvivesSignExtendingFills)
        {
            scalar.DropScalarId();
        }
    }

    /// <summary>
    /// The scalars linked to the operands of the branch at hand: the source's first, then the destination's. Call it before
    /// operands are copied or refined: scalars that find no room lose their id.
    /// </summary>
    /// <param name="destination">Register number.</param>
    /// <param name="source">Register number, or -1 where the branch compares with an immediate.</param>
    public LinkedSet CollectForBranch(int destination, int source)
    {
        RegisterState[] registers = path.Registers;
        LinkedSet set = default;
        if (source >= 0 && registers[source].Type.IsScalar && registers[source].Id != 0)
        {
            set = Collect(registers[source].BaseId, set);
        }

        if (registers[destination].Type.IsScalar && registers[destination].Id != 0)
        {
            set = Collect(registers[destination].BaseId, set);
        }

        return set;
    }

    /// <summary>
    /// Carries what is known of a register over to those members of the set that have its base id; a member some constant away
    /// gets the bounds moved by the difference. Members that change count as changed for the log.
    /// </summary>
    /// <param name="state">The state of this branch, or of the other one.</param>
    /// <param name="known">Register number in the executing frame of <paramref name="state"/>; a scalar with an id.</param>
    /// <param name="set">What was collected before the branch.</param>
    public void Synchronize(VerifierState state, int known, LinkedSet set)
    {
        ref readonly RegisterState source = ref state.Registers[known];
        for (; !set.IsEmpty; set = set.Older)
        {
            LinkedMember member = set.Newest;
            if (member.IsRegister && member.Frame == state.CurrentFrame && member.Index == known)
            {
                continue;
            }

            if (TryFollow(ref Find(state, member), in source) && rules.ShowsWhatFollows)
            {
                MarkChanged(member);
            }
        }
    }

    private LinkedSet Collect(uint baseId, LinkedSet set)
    {
        VerifierState state = path.State;
        for (int number = state.CurrentFrame; number >= 0; number--)
        {
            FrameState frame = state.ReadFrame(number);
            int live = rules.CountsDeadRegisters ? ~0 : facts.Notes[state.InstructionOf(number)].LiveRegisters;
            for (int i = 0; i < FrameState.RegisterCount - 1; i++)
            {
                if ((live & (1 << i)) != 0)
                {
                    set = Include(set, state, in frame.Registers[i], baseId, new LinkedMember(number, i, IsRegister: true));
                }
            }

            for (ulong rest = frame.Stack.Holders; rest != 0; rest &= rest - 1)
            {
                int i = BitOperations.TrailingZeroCount(rest);
                if (frame.Stack[i].IsSpill)
                {
                    set = Include(set, state, in frame.Stack[i].Spilled, baseId, new LinkedMember(number, i, IsRegister: false));
                }
            }
        }

        return set;
    }

    private LinkedSet Include(LinkedSet set, VerifierState state, in RegisterState register, uint baseId, LinkedMember member)
    {
        if (!register.Type.IsScalar || register.BaseId != baseId)
        {
            return set;
        }

        if (set.Count < rules.MostTogether)
        {
            return set.With(member);
        }

        End(ref Find(state, member));
        return set;
    }

    private static ref RegisterState Find(VerifierState state, LinkedMember member)
    {
        FrameState frame = state.WriteFrame(member.Frame);
        return ref member.IsRegister ? ref frame.Registers[member.Index] : ref frame.Stack[member.Index].Spilled;
    }

    private bool TryFollow(ref RegisterState target, in RegisterState known)
    {
        // A sum in 32 bits wraps where one in 64 bits does not, so their distance is not constant.
        if (!target.Type.IsScalar || target.BaseId != known.BaseId
            || ((target.Id ^ known.Id) & RegisterState.AddConstant) == RegisterState.AddConstant)
        {
            return false;
        }

        bool isSame = ((target.Id | known.Id) & RegisterState.AddConstant) == 0 || target.Delta == known.Delta;
        if (isSame)
        {
            target = known;
            return true;
        }

        int delta = target.Delta;
        uint id = target.Id;
        bool wrapsAt32 = ((id | known.Id) & RegisterState.AddConstant32) != 0;
        target = known;
        target.Delta = delta;
        target.Id = id;
        target.Bounds = scalars.Follow(known.Bounds, (long)delta - known.Delta, wrapsAt32);
        return true;
    }

    private void MarkChanged(LinkedMember member)
    {
        if (member.IsRegister)
        {
            path.MarkScratched(member.Index);
        }
        else
        {
            path.MarkSlotScratched(member.Index);
        }
    }
}
