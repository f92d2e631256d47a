//! Who runs where: the server has a processor of its own, those who ask it and what it sends to have the others.
//!
//! So what a server takes is missing to itself alone, and not to those who ask it in turn, which would make of each
//! microsecond several; and what runs where is no luck. Linux says and takes it; elsewhere all share all.

/// Gives this process, and those that it starts, all processors but one, and says which that is. `None` where there is only
/// one, or it cannot be chosen.
#[cfg(target_os = "linux")]
pub(crate) fn leave_one() -> Option<usize> {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
    let mut processors = sched_getaffinity(None).ok()?;
    let first = (0..CpuSet::MAX_CPU).find(|processor| processors.is_set(*processor))?;
    processors.unset(first);
    // Where there is no other, none is taken.
    sched_setaffinity(None, &processors).ok().map(|()| first)
}

/// Gives this process that processor alone.
#[cfg(target_os = "linux")]
pub(crate) fn keep_to(processor: usize) -> std::io::Result<()> {
    use rustix::thread::{CpuSet, sched_setaffinity};
    let mut alone = CpuSet::new();
    alone.set(processor);
    Ok(sched_setaffinity(None, &alone)?)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn leave_one() -> Option<usize> {
    None
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn keep_to(_: usize) -> std::io::Result<()> {
    Ok(())
}
