using System;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Calls.Callbacks;
using Vouch.Verifier.Calls.Parameters;
using Vouch.Verifier.Domains;
using Vouch.Verifier.Memory.Offsets;
using Vouch.Verifier.Objects.Models;

namespace Vouch.Verifier;

/// <summary>The ways of doing that a kernel's rules name: the only place where a name is turned into the class that does it so.</summary>
internal static class ChosenRules
{
    public static ObjectRules Of(ObjectModel objects) => objects switch
    {
        ObjectModel.Linux73 => new ParentLinks(),
        ObjectModel.V5 => new SharedAnchors(),
        ObjectModel.Strict => new StrictParents(),
        ObjectModel.Legacy => new ReferenceIds(),
        ObjectModel.SharedReference => new SharedReference(),
        ObjectModel.SingleId => new SingleId(),
        _ => throw new ArgumentOutOfRangeException(nameof(objects), objects, "no such object model"),
    };

    public static ScalarDomain Of(ScalarRules scalars) => scalars.KeepsArcs ? new CircularRanges() : new IndependentIntervals(scalars);

    public static PointerOffsets Of(PointerRules pointers) => pointers.CountsKnownMovesApart ? new FixedAndVariable() : new OneOffset();

    public static KfuncArgumentRule Of(CallRules calls) => calls.TellsParametersByPrototype ? new ToldByPrototype() : new ToldByRegister();

    public static CallbackRule Of(CallbackModel callbacks) => callbacks switch
    {
        CallbackModel.Loop => new FollowedAsLoop(),
        CallbackModel.Once => new FollowedOnce(),
        _ => throw new ArgumentOutOfRangeException(nameof(callbacks), callbacks, "no such rule for callbacks"),
    };
}
