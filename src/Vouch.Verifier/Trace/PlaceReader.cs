using System.Collections.Generic;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Trace;

/// <summary>Brings what is believed of places into agreement with a state: which name an object, and which no longer do.</summary>
internal sealed class PlaceReader(PathCursor path, Permissions permissions, IdentityReading identities, ObjectCatalog catalog)
{
    private readonly List<Holder> holders = [];

    /// <summary>Corrects the places for the session's current state, and adds those that are new.</summary>
    /// <param name="places">What is believed.</param>
    /// <param name="previous">The instruction executed before, or -1.</param>
    public void Agree(List<HeldPlace> places, int previous)
    {
        holders.Clear();
        Holder.Collect(identities, path.State, holders);
        int kept = 0;
        for (int i = 0; i < places.Count; i++)
        {
            if (TryAgree(places[i], out HeldPlace agreed))
            {
                places[kept++] = agreed;
            }
        }

        places.RemoveRange(kept, places.Count - kept);
        foreach (Holder holding in holders)
        {
            int number = catalog.NumberOf(holding.Id);
            HeldPlace held = new(holding.Place, number, holding.IsResident, IsStale: false);
            if (number >= 0 && !places.Contains(held))
            {
                // What lies there now takes the place of what lay there before.
                _ = places.RemoveAll(p => p.Place == held.Place);
                places.Add(held);
            }
        }

        AddPackets(places, previous);
    }

    /// <summary>Pointers into the packet that nothing is known of were loaded by the instruction before.</summary>
    private void AddPackets(List<HeldPlace> places, int previous)
    {
        for (int register = 0; register < FrameState.RegisterCount && previous >= 0; register++)
        {
            ObjectPlace place = new(PlaceKind.Register, path.State.CurrentFrame, register);
            if (path.Registers[register].Type.IsAnyPacket && !places.Exists(p => p.Place == place))
            {
                places.Add(new HeldPlace(place, catalog.NotePacket(previous), IsResident: false, IsStale: false));
            }
        }
    }

    /// <summary>What a place still means; false for nothing.</summary>
    private bool TryAgree(HeldPlace held, out HeldPlace agreed)
    {
        agreed = held;
        int holding = holders.FindIndex(h => h.Place == held.Place && h.IsResident == held.IsResident);
        if (holding >= 0 && holders[holding].Id != 0)
        {
            agreed = held with { Object = catalog.NumberOf(holders[holding].Id), IsStale = false };
            return true;
        }

        if (held.IsResident)
        {
            agreed = held with { IsStale = true };
            return true;
        }

        if (!HoldsValue(held.Place))
        {
            return false;
        }

        // Registers that nothing reads any more are cleared; with an object's end only those of users who may not see what it was.
        if (At(held.Place).Type.IsNotInitialized && permissions.AllowsPointerLeaks)
        {
            return false;
        }

        // A constant is what a null pointer turns into, or what the program wrote; neither is left over from an object.
        RegisterState value = At(held.Place);
        agreed = held with { IsStale = held.IsStale || !value.Type.IsPointer };
        return !value.IsConstantScalar;
    }

    private bool HoldsValue(ObjectPlace place)
    {
        FrameState frame = path.State.ReadFrame(place.Frame);
        return place.Kind switch
        {
            PlaceKind.Stack => SlotOf(place) < frame.StackSlotCount && frame.Stack[SlotOf(place)].Kind == SlotType.Spill,
            PlaceKind.StackArgument => place.Number - 6 < frame.OutgoingArgumentCount,
            _ => true,
        };
    }

    private RegisterState At(ObjectPlace place)
    {
        FrameState frame = path.State.ReadFrame(place.Frame);
        return place.Kind switch
        {
            PlaceKind.Stack => frame.Stack[SlotOf(place)].Spilled,
            PlaceKind.StackArgument => frame.OutgoingArguments[place.Number - 6],
            _ => frame.Registers[place.Number],
        };
    }

    private static int SlotOf(ObjectPlace place) => (-place.Number / 8) - 1;
}
