using Vouch.Verifier.State;

namespace Vouch.Verifier.Memory;

/// <summary>The reports that follow messages about memory: the kernel's headings, our sentences.</summary>
internal static class MemoryReports
{
    private const string MemorySafety = "Memory Safety";
    private const string RegisterTypeSafety = "Register Type Safety";

    public static void OutsideBounds(Session session, ArgumentPlace place, in RegisterState pointer, int size, uint regionSize) =>
        session.Report(
            MemorySafety, "Access outside bounds",
            $"{place} is {RegisterTypeText.Of(pointer.Type)}: {size} bytes from there need not lie within its {regionSize} bytes.");

    public static void InvalidDereference(Session session, ArgumentPlace place, RegisterType type) =>
        session.Report(
            RegisterTypeSafety, "Invalid dereference",
            type.IsScalar ? $"{place} is a number, no pointer."
            : type.MayBeNull ? $"{place} is {RegisterTypeText.Of(type)}: it has not been compared with null."
            : $"{place} is {RegisterTypeText.Of(type)}, which gives no access to memory.");

    public static void ModifiedPointer(Session session, ArgumentPlace place, long offset) =>
        session.Report(
            RegisterTypeSafety, "Invalid dereference",
            $"{place} was moved by {offset} bytes; here it must be passed on as it was given.");

    public static void UninitializedStack(Session session, int offset, int size, int at) =>
        session.Report(
            MemorySafety, "Uninitialized stack read",
            $"Of the {size} bytes at frame offset {offset}, byte {at} was not written on this path, and reading it anyway takes CAP_PERFMON.");

    public static void SpillCorruption(Session session, int offset, int size) =>
        session.Report(
            MemorySafety, "Stack spill corruption",
            $"The {size} bytes stored at frame offset {offset} would overwrite part of a pointer kept there.");

    public static void VariableStackAccess(Session session, in RegisterState pointer, int size) =>
        session.Report(
            MemorySafety, "Variable stack access",
            $"The {size} bytes may lie at any of several frame offsets ({pointer.VariableBits}); here it must be one.");

    public static void UntrustedMemory(Session session, RegisterType type) =>
        session.Report(
            "Policy", "Read from untrusted read-only memory", $"Loading through {RegisterTypeText.Of(type)} takes CAP_PERFMON.");
}
